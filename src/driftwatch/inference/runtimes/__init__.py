"""One model format a file; each is imported only when a file of that format is opened."""

import importlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from driftwatch.errors import ModelError
from driftwatch.inference.runtimes.runtime import OpenRuntime, Runtime, RuntimeChoice

# File suffix -> the module whose `open_runtime` opens it.
RUNTIMES: Mapping[str, str] = MappingProxyType(
    {
        ".onnx": "driftwatch.inference.runtimes.onnx",
        ".tflite": "driftwatch.inference.runtimes.tflite",
    }
)

USUAL_RUNTIME: Final = RuntimeChoice()

_TAKES_EVERY_CORE = (".onnx",)  # where the owner names no number of threads; the others then take one


def lanes(suffix: str, threads: int, choice: RuntimeChoice = USUAL_RUNTIME) -> int:
    """How many runs of one model may go on at once. All three are as for `open_model`.

    As many as their threads leave cores for, and two where a run has several threads: while those of one wait for each
    other, the other goes on.
    """
    cores = os.cpu_count() or 1
    takes_every_core = suffix.lower() in _TAKES_EVERY_CORE or choice.name == "openvino"
    each = threads or (cores if takes_every_core else 1)
    return max(1 if each == 1 else 2, cores // each)


def open_model(path: Path, suffix: str, threads: int, choice: RuntimeChoice = USUAL_RUNTIME) -> Runtime:
    """Opens the model file at `path` as the format of `suffix` (".onnx"), whatever the file is called.

    suffix: "" goes by the file's own name. threads: 0 lets the runtime choose.
    Raises ModelError in plain words for a file that is missing, damaged, or of another format, and for a runtime that
    is not installed or cannot run it.
    """
    wanted = (suffix or path.suffix).lower()
    module = RUNTIMES.get(wanted)
    if module is None:
        raise ModelError(f"{path}: expected a model file that ends in {' or '.join(RUNTIMES)}")
    opener: OpenRuntime = importlib.import_module(module).open_runtime
    if choice.name == "usual":
        return opener(path, threads)
    from driftwatch.inference.runtimes.openvino import open_with_openvino

    usual = opener(path, 1)
    try:
        return open_with_openvino(path, usual.info, threads, choice.precision)
    finally:
        usual.close()
