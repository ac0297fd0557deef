"""Proves that a built module is complete: `run.sh --self-test`. Needs neither a network nor a camera."""

import importlib
import pkgutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

import driftwatch
from driftwatch.inference.runtimes import open_model

# Two files of the same layer, result = WEIGHTS @ image + BIAS; tooling/make_self_test_models.py wrote them.
MODELS: Final = Path(__file__).parent / "self_test_models"
WEIGHTS: Final[NDArray[np.float32]] = np.array([[1, 2, 3, 4], [0, -1, 0, 1]], np.float32)
BIAS: Final[NDArray[np.float32]] = np.array([0.5, -0.5], np.float32)


class SelfTestError(Exception):
    """A part of the module does not do what it must; the message says which and how."""


def run_model(name: str) -> None:
    """Runs a model file through its real runtime and compares the answer."""
    image = np.array([[1, 2, 3, 4]], np.float32)
    runtime = open_model(MODELS / name, "", threads=1)
    try:
        answer = runtime.run({"image": image})["result"]
    finally:
        runtime.close()
    wanted = image @ WEIGHTS.T + BIAS
    if not np.allclose(answer, wanted):
        raise SelfTestError(f"{name} answered {answer.tolist()} instead of {wanted.tolist()}")


def code_and_decode_a_jpeg() -> None:
    """Sends a grey picture through OpenCV's JPEG coder, and back through the decoder of frames."""
    import cv2

    from driftwatch.inference.image import decode

    grey = np.full((16, 24, 3), 128, np.uint8)
    coded, content = cv2.imencode(".jpg", grey)
    if not coded or not np.allclose(decode(content.tobytes(), "image/jpeg").pixels, grey, atol=2):
        raise SelfTestError("a picture that was coded as JPEG does not come back")


def import_everything() -> None:
    """Imports each file of the module, so that none, and nothing that any of them needs, was left out of the build."""
    for found in pkgutil.walk_packages(driftwatch.__path__, "driftwatch."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)


def use_a_database() -> None:
    """Writes into SQLite and reads it back."""
    with sqlite3.connect(":memory:") as database:
        if database.execute("SELECT sum(value) FROM json_each('[1, 2]')").fetchone() != (3,):
            raise SelfTestError("SQLite does not add up")


CHECKS: Final[dict[str, Callable[[], None]]] = {
    "every part can be imported": import_everything,
    "ONNX Runtime runs a model": lambda: run_model("tiny.onnx"),
    "LiteRT runs a model": lambda: run_model("tiny.tflite"),
    "JPEG is coded and decoded": code_and_decode_a_jpeg,
    "SQLite works": use_a_database,
}


def self_test(checks: dict[str, Callable[[], None]] = CHECKS) -> int:
    """Runs every check and prints what came of it. Gives the exit status of the process: 0 when all went well."""
    failed = 0
    for what, check in checks.items():
        try:
            check()
        except Exception as error:  # whatever is wrong with a build must be shown, all of it
            failed += 1
            sys.stderr.write(f"FAILED  {what}: {type(error).__name__}: {error}\n")
        else:
            sys.stdout.write(f"ok      {what}\n")
    return 1 if failed else 0
