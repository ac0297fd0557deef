"""Runs .onnx and .tflite files with OpenVINO, where an owner asks for it and has installed it.

What a model is called, takes and gives is taken from its usual runtime, which also says what is wrong with a file: a
model is read alike whichever runs it.
"""

import importlib
import threading
from pathlib import Path
from typing import Any, Final

import numpy as np

from driftwatch.errors import ModelError, TensorError
from driftwatch.inference.runtimes.model_file import one_line
from driftwatch.inference.runtimes.runtime import Precision
from driftwatch.inference.tensors import Array, ModelInfo, Tensors

INSTALL: Final = '.venv/bin/python -m uv pip install "openvino>=2026.1"'
_CAPABILITY: Final = {"bf16": "BF16"}  # of the processor, that a precision needs


class OpenvinoRuntime:
    """One compiled model, with as many requests as run at once; each further one is made when it is first needed."""

    def __init__(self, compiled: Any, info: ModelInfo) -> None:
        """Raises ModelError where OpenVINO sees other inputs or outputs in the file than its usual runtime."""
        self._compiled = compiled
        self._info = info
        self._inputs = [_port(compiled.inputs, spec.name, number) for number, spec in enumerate(info.inputs)]
        self._outputs = [_port(compiled.outputs, spec.name, number) for number, spec in enumerate(info.outputs)]
        for spec, port in zip((*info.inputs, *info.outputs), (*self._inputs, *self._outputs), strict=True):
            seen = port.get_element_type().to_dtype().name
            if seen != spec.dtype:
                raise ModelError(
                    f'OpenVINO takes "{spec.name}" for {seen}, the model says {spec.dtype}: run it without'
                )
        self._idle: list[Any] = [compiled.create_infer_request()]
        self._running: dict[int, Any] = {}  # thread: its request

    @property
    def info(self) -> ModelInfo:
        return self._info

    def run(self, tensors: Tensors) -> dict[str, Array]:
        compiled = self._compiled
        if compiled is None:
            raise ModelError("this model was closed")
        self._info.check_inputs(tensors)
        try:
            request = self._idle.pop()
        except IndexError:
            request = compiled.create_infer_request()
        given = {
            port: np.ascontiguousarray(tensors[spec.name])
            for port, spec in zip(self._inputs, self._info.inputs, strict=True)
        }
        self._running[threading.get_ident()] = request
        try:
            answer = request.infer(given, share_inputs=True)
            return {
                spec.name: np.array(answer[port]) for spec, port in zip(self._info.outputs, self._outputs, strict=True)
            }
        except Exception as error:  # the binding raises RuntimeError, and what else is not documented
            raise TensorError(f"the model cannot run on these inputs: {one_line(error)}") from error
        finally:
            del self._running[threading.get_ident()]
            self._idle.append(request)

    def interrupt(self, thread: int | None = None) -> None:
        for runner, request in list(self._running.items()):
            if thread in (None, runner):
                request.cancel()

    def close(self) -> None:
        self._compiled = None
        self._idle.clear()


def open_with_openvino(path: Path, info: ModelInfo, threads: int, precision: Precision) -> OpenvinoRuntime:
    """Opens the file at `path`, of which `info` is known from its usual runtime. threads: 0 lets OpenVINO choose.

    Raises ModelError in plain words where OpenVINO is not installed, cannot run this model, or not in this precision.
    """
    try:
        openvino: Any = importlib.import_module("openvino")
    except ImportError as error:
        text = f'runtime: "openvino" is not installed with this module ({one_line(error)}); install it: {INSTALL}'
        raise ModelError(text) from error
    core = openvino.Core()
    needed = _CAPABILITY.get(precision)
    if needed and needed not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        raise ModelError(f'precision: this processor has no "{precision}"; leave precision out, or say "f32"')
    options: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": precision,
        "ENABLE_CPU_PINNING": False,  # the models of a machine would be pinned to the same cores
        **({"INFERENCE_NUM_THREADS": threads} if threads else {}),
    }
    try:
        compiled = core.compile_model(core.read_model(str(path)), "CPU", options)
        return OpenvinoRuntime(compiled, info)
    except RuntimeError as error:
        text = f"{path}: OpenVINO cannot run this model, leave runtime out: {one_line(error)}"
        raise ModelError(text) from error


def _port(ports: Any, name: str, number: int) -> Any:
    """That of this name; a TensorFlow Lite file may give two outputs one name, and then their order counts."""
    named = [port for port in ports if name in port.get_names()]
    if len(named) == 1:
        return named[0]
    if number < len(ports):
        return ports[number]
    raise ModelError(f'OpenVINO sees no "{name}" in this model: leave runtime out')
