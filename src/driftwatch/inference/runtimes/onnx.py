"""Runs .onnx files with ONNX Runtime."""

import contextlib
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime as ort

from driftwatch.errors import ModelError, TensorError
from driftwatch.inference.labels import labels_in_names
from driftwatch.inference.runtimes.model_file import check_model_file, one_line
from driftwatch.inference.runtimes.onnx_words import meaning
from driftwatch.inference.tensors import ANY, Array, ModelInfo, Tensors, TensorSpec

_FORMAT = "an ONNX model"
_LARGE_OUTPUT = 64_000_000  # bytes; the memory behind it would stay with ONNX Runtime for good
_SHRINK = ("memory.enable_memory_arena_shrinkage", "cpu:0")
_REST = 5.0  # seconds without a run after which the memory of a large answer is given back
_DTYPES = {
    "float": "float32",
    "double": "float64",
    **{name: name for name in ("float16", "bool", "int8", "int16", "int32", "int64")},
    **{name: name for name in ("uint8", "uint16", "uint32", "uint64")},
}


class Sessions(Protocol):
    """Where sessions of one model come from."""

    def open(self) -> ort.InferenceSession:
        """Raises ModelError."""
        ...

    def is_unchanged(self) -> bool:
        """Whether another session would be of the same model."""
        ...


class OnnxRuntime:
    """One ONNX Runtime session. Gives the metadata that the stock onnx-cpu module gives, name "onnx_model".

    A session keeps the memory of its largest answer. While it runs on, the next run gives that back; where none comes,
    another session of the same file takes its place.
    """

    def __init__(self, source: Sessions, rest: float = _REST) -> None:
        session = source.open()
        self._session: ort.InferenceSession | None = session
        self._source, self._rest = source, rest
        self._resting: threading.Timer | None = None
        self._running: dict[int, ort.RunOptions] = {}  # thread: of its run
        self._has_grown = False
        self._info = _describe(session)
        self._output_names = [spec.name for spec in self._info.outputs]

    @property
    def info(self) -> ModelInfo:
        return self._info

    def run(self, tensors: Tensors) -> dict[str, Array]:
        session = self._session
        if session is None:
            raise ModelError("this model was closed")
        self._info.check_inputs(tensors)
        feeds = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
        options = ort.RunOptions()
        if self._has_grown:
            options.add_run_config_entry(*_SHRINK)
        self._running[threading.get_ident()] = options
        try:
            outputs: Sequence[Any] = session.run(self._output_names, feeds, options)
        except Exception as error:  # the binding raises a class of its own for each status
            raise TensorError(f"the model cannot run on these inputs: {one_line(error)}") from error
        finally:
            del self._running[threading.get_ident()]
        self._has_grown = sum(getattr(output, "nbytes", 0) for output in outputs) > _LARGE_OUTPUT
        if self._has_grown:
            self._wait_for_rest()
        return {name: np.asarray(output) for name, output in zip(self._output_names, outputs, strict=True)}

    def interrupt(self, thread: int | None = None) -> None:
        for runner, options in list(self._running.items()):
            if thread in (None, runner):
                options.terminate = True

    def close(self) -> None:
        self._session = None
        if self._resting is not None:
            self._resting.cancel()

    def _wait_for_rest(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = threading.Timer(self._rest, self._renew)
        self._resting.daemon = True
        self._resting.start()

    def _renew(self) -> None:
        before = self._session
        if before is None or not self._has_grown or not self._source.is_unchanged():
            return
        if self._running:
            self._wait_for_rest()
            return
        with contextlib.suppress(Exception):  # the file is gone, or memory is short: the session goes on as it is
            renewed = self._source.open()
            if self._session is before:
                self._session, self._has_grown = renewed, False


class OnnxFile:
    """A file as it was when it was made one of these, with the settings of its sessions."""

    def __init__(self, path: Path, threads: int) -> None:
        self._path = path
        self._seen = self._look()
        self._options = options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads burn no battery
        options.log_severity_level = 4

    def open(self) -> ort.InferenceSession:
        try:
            return ort.InferenceSession(str(self._path), self._options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the binding raises a class of its own for each status
            raise ModelError(f"{self._path}: {meaning(error, _FORMAT)}") from error

    def is_unchanged(self) -> bool:
        return self._seen is not None and self._look() == self._seen

    def _look(self) -> tuple[int, ...] | None:
        """Of the file, and of its folder, in which weights may be replaced; None where either cannot be seen."""
        try:
            file, folder = self._path.stat(), self._path.parent.stat()
        except OSError:
            return None
        return file.st_ino, file.st_size, file.st_mtime_ns, folder.st_mtime_ns


def open_runtime(path: Path, threads: int) -> OnnxRuntime:
    """Opens an ONNX model, with the weights in files next to it where it has such; see OpenRuntime."""
    check_model_file(path, _FORMAT)
    try:
        return OnnxRuntime(OnnxFile(path, threads))
    except UnicodeDecodeError as error:
        raise ModelError(f"{path}: this ONNX model is damaged: a name in it is not text") from error


def _describe(session: ort.InferenceSession) -> ModelInfo:
    meta = session.get_modelmeta()
    properties = {str(key): str(value) for key, value in meta.custom_metadata_map.items()}
    return ModelInfo(
        name="onnx_model",
        kind="onnx",
        inputs=tuple(_spec(node, "input") for node in session.get_inputs()),
        outputs=_outputs(session),
        description=meta.description or "",
        properties=properties,
        labels=labels_in_names(properties.get("names", "")),
    )


def _outputs(session: ort.InferenceSession) -> tuple[TensorSpec, ...]:
    """Those that are tensors of numbers; others, as the name of the best class, are left out where there are numbers.

    Raises ModelError where nothing else holds what the model says.
    """
    nodes = session.get_outputs()
    numbers = [node for node in nodes if _dtype(node) is not None]
    others = [node for node in nodes if _dtype(node) is None]
    if others and not any((_dtype(node) or "").startswith("float") for node in numbers):
        raise ModelError(f'the model\'s output "{others[-1].name}" is a {others[-1].type}: {_remedy(others[-1].type)}')
    return tuple(_spec(node, "output") for node in numbers)


def _remedy(kind: str) -> str:
    if "map(" in kind:
        return "class scores by name cannot be read, export them as a tensor (zipmap=False of skl2onnx and onnxmltools)"
    if "string" in kind:
        return "only tensors of numbers are supported, export the class scores as well"
    return "only tensors of numbers are supported, export what it holds as separate outputs"


def _spec(node: Any, role: str) -> TensorSpec:
    dtype = _dtype(node)
    if dtype is None:
        raise ModelError(f'the model\'s {role} "{node.name}" is a {node.type}: only tensors of numbers are supported')
    shape = tuple(n if isinstance(n, int) and n >= 0 else ANY for n in node.shape)
    return TensorSpec(node.name, dtype, shape)


def _dtype(node: Any) -> str | None:
    match = re.fullmatch(r"tensor\((\w+)\)", node.type)
    return _DTYPES.get(match.group(1)) if match else None
