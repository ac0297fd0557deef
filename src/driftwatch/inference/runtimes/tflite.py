"""Runs .tflite files with LiteRT, or with its predecessor tflite-runtime where LiteRT has no wheel."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from driftwatch.errors import ModelError, TensorError
from driftwatch.inference.runtimes.model_file import MAX_BYTES, TFLITE, check_model_file, one_line, recognise
from driftwatch.inference.runtimes.tflite_check import find_damage
from driftwatch.inference.runtimes.tflite_greeting import hear_greeting
from driftwatch.inference.runtimes.tflite_metadata import read_metadata
from driftwatch.inference.runtimes.tflite_words import missing_operators
from driftwatch.inference.tensors import ANY, Array, ModelInfo, Quantization, Tensors, TensorSpec
from driftwatch.regular_file import read_regular

_PACKAGES = ("ai_edge_litert.interpreter", "tflite_runtime.interpreter")


class _Lane:
    """One interpreter, with its default delegate (XNNPACK), for one thread at a time."""

    def __init__(self, interpreter: Any) -> None:
        self._interpreter: Any = interpreter
        self.inputs: list[dict[str, Any]] = interpreter.get_input_details()
        if any(len(detail["shape"]) == 0 for detail in interpreter.get_output_details()):
            _settle(interpreter, self.inputs)
        self.outputs: list[dict[str, Any]] = interpreter.get_output_details()
        self._shapes = [tuple(int(n) for n in detail["shape"]) for detail in self.inputs]

    def run(self, given: Sequence[Array]) -> list[Array]:
        """An input of open size takes the size it is given."""
        self._fit([tensor.shape for tensor in given])
        for detail, tensor in zip(self.inputs, given, strict=True):
            self._interpreter.set_tensor(detail["index"], tensor)
        self._interpreter.invoke()
        return [np.asarray(self._interpreter.get_tensor(detail["index"])) for detail in self.outputs]

    def _fit(self, shapes: list[tuple[int, ...]]) -> None:
        if shapes == self._shapes:
            return
        self._shapes = []  # until all of it is done, the interpreter is in between
        for detail, shape in zip(self.inputs, shapes, strict=True):
            self._interpreter.resize_tensor_input(detail["index"], shape)
        self._interpreter.allocate_tensors()
        self._shapes = shapes


class TfliteRuntime:
    """As many interpreters of one file as run at once; each further one is made when it is first needed."""

    def __init__(self, make: Callable[[], _Lane], content: bytes) -> None:
        first = make()
        self._make = make
        self._idle = [first]
        self._closed = False
        self._info = _describe(first.inputs, first.outputs, content)

    @property
    def info(self) -> ModelInfo:
        return self._info

    def run(self, tensors: Tensors) -> dict[str, Array]:
        if self._closed:
            raise ModelError("this model was closed")
        self._info.check_inputs(tensors)
        try:
            outputs = self._run([tensors[spec.name] for spec in self._info.inputs])
        except (ValueError, RuntimeError, MemoryError) as error:
            raise TensorError(f"the model cannot run on these inputs: {one_line(error)}") from error
        return {spec.name: output for spec, output in zip(self._info.outputs, outputs, strict=True)}

    def interrupt(self, thread: int | None = None) -> None:
        """LiteRT cannot be interrupted from Python."""

    def close(self) -> None:
        self._closed = True
        self._idle.clear()

    def _run(self, given: Sequence[Array]) -> list[Array]:
        try:
            lane = self._idle.pop()
        except IndexError:
            lane = self._make()
        try:
            return lane.run(given)
        finally:
            if not self._closed:
                self._idle.append(lane)


def open_runtime(path: Path, threads: int) -> TfliteRuntime:
    """Opens a TensorFlow Lite model; see OpenRuntime."""
    check_model_file(path, TFLITE)
    try:
        content = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}), expected {TFLITE}") from error
    if recognise(content) != TFLITE:
        raise ModelError(f"{path}: expected {TFLITE}, the file is of another format (no TFL3 at its start)")
    if damage := find_damage(content):
        raise ModelError(f"{path}: this TensorFlow Lite model is damaged: {damage}")
    try:
        return TfliteRuntime(lambda: _open_lane(content, threads), content)
    except (ValueError, RuntimeError, MemoryError) as error:
        reason = missing_operators(content) or f"this TensorFlow Lite model cannot be loaded: {one_line(error)}"
        raise ModelError(f"{path}: {reason}") from error


def _open_lane(content: bytes, threads: int) -> _Lane:
    # From memory: the interpreter would map the file, and crash the process when the file is cut under it.
    interpreter_class = _interpreter_class()
    hear_greeting(interpreter_class)
    interpreter = interpreter_class(model_content=content, num_threads=threads or None)
    interpreter.allocate_tensors()
    return _Lane(interpreter)


def _settle(interpreter: Any, inputs: list[dict[str, Any]]) -> None:
    """Runs on zeros: operators that set the shape of their answer as they run have none before that."""
    for detail in inputs:
        interpreter.set_tensor(detail["index"], np.zeros(detail["shape"], detail["dtype"]))
    interpreter.invoke()


def _interpreter_class() -> Any:
    for package in _PACKAGES:
        try:
            return importlib.import_module(package).Interpreter
        except ImportError:
            continue
    raise ModelError("neither ai-edge-litert nor tflite-runtime is installed: one of them is needed for .tflite files")


def _describe(inputs: list[dict[str, Any]], outputs: list[dict[str, Any]], content: bytes) -> ModelInfo:
    metadata = read_metadata(content)
    return ModelInfo(
        name="tflite_model",
        kind="tflite",
        inputs=_specs(inputs, "input"),
        outputs=_specs(outputs, "output"),
        description=metadata.description,
        properties=metadata.properties,
        labels=metadata.labels,
        raw_detector=metadata.raw_detector,
    )


def _specs(details: list[dict[str, Any]], role: str) -> tuple[TensorSpec, ...]:
    specs: list[TensorSpec] = []
    for detail in details:
        name = str(detail["name"])
        if any(spec.name == name for spec in specs):  # the same tensor may be given twice
            name = f"{name}_{len(specs)}"
        dtype = np.dtype(detail["dtype"])
        if dtype.kind not in "biuf":
            raise ModelError(f'the model\'s {role} "{name}" is of {dtype}: only tensors of numbers are supported')
        signature = detail.get("shape_signature")
        shape = signature if signature is not None and len(signature) == len(detail["shape"]) else detail["shape"]
        sizes = tuple(int(n) if n >= 0 else ANY for n in shape)
        specs.append(TensorSpec(name, dtype.name, sizes, _quantization(detail)))
    return tuple(specs)


def _quantization(detail: dict[str, Any]) -> Quantization | None:
    parameters = detail["quantization_parameters"]
    scales, zero_points = parameters["scales"], parameters["zero_points"]
    if len(scales) != 1 or not np.isfinite(scales[0]) or scales[0] <= 0:
        return None
    return Quantization(float(scales[0]), int(zero_points[0]) if len(zero_points) else 0)
