"""In processes of their own: LiteRT greets once in each."""

import os
import subprocess
import sys
from pathlib import Path

from driftwatch.services.self_test import MODELS

SRC = Path(__file__).resolve().parents[3] / "src"
_OPEN = """
import os, sys
from pathlib import Path
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.runtimes import tflite_greeting

class Noisy:
    def __init__(self, **_):
        os.write(2, b"INFO: usual\\nWARNING: of native code\\n")

    def allocate_tensors(self):
        pass

if "noisy" in sys.argv:
    tflite_greeting.hear_greeting(Noisy)
else:
    for _ in range(2):
        open_model(Path(sys.argv[1]), "", threads=1).close()
os.write(2, b"the end")
"""


def stderr_of(*arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(SRC)}
    command = [sys.executable, "-c", _OPEN, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60).stderr


def test_a_model_is_opened_without_a_word() -> None:
    assert stderr_of(str(MODELS / "tiny.tflite")) == "the end"


def test_what_is_no_information_is_passed_on() -> None:
    assert stderr_of("noisy") == "WARNING: of native code\nthe end"
