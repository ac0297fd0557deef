"""What every model format offers: open a file, say what is in it, run it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from driftwatch.inference.tensors import Array, ModelInfo, Tensors

RuntimeName: TypeAlias = Literal["usual", "openvino"]
Precision: TypeAlias = Literal["f32", "bf16"]


@dataclass(frozen=True, slots=True)
class RuntimeChoice:
    """What runs a model file, and how."""

    name: RuntimeName = "usual"
    """usual: ONNX Runtime or LiteRT, as the file's format says."""
    precision: Precision = "f32"
    """Of OpenVINO alone."""


class Runtime(Protocol):
    """One loaded model file. Safe to run from several threads at once; `close` while others run lets those finish."""

    @property
    def info(self) -> ModelInfo: ...

    def run(self, tensors: Tensors) -> dict[str, Array]:
        """Gives every output by name; the arrays are the caller's to keep.

        Raises TensorError for inputs that do not fit.
        """
        ...

    def interrupt(self, thread: int | None = None) -> None:
        """Asks the run of this thread (threading.get_ident) to end with a TensorError, where the runtime can.

        None: every run that is going on.
        """
        ...

    def close(self) -> None: ...


class OpenRuntime(Protocol):
    """Opens a model file; `threads` 0 lets the runtime choose. Raises ModelError in plain words."""

    def __call__(self, path: Path, threads: int) -> Runtime: ...
