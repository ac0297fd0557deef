"""What every model format offers: open a file, say what is in it, run it."""

from pathlib import Path
from typing import Protocol

from driftwatch.inference.tensors import Array, ModelInfo, Tensors


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
