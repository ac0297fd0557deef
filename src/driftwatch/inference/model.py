"""A model file, loaded, with the threads that it runs on."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from driftwatch.inference.runtimes import lanes, open_model
from driftwatch.inference.runtimes.runtime import Runtime
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.inference.worker import Worker

T = TypeVar("T")


class Model:
    """What the ML model service serves and the vision service calls directly when both live in this module.

    Made by `Model.load`. The event loop never waits for the runtime: loading, running and closing happen on
    the model's own threads, of which there are as many as its runs can use cores side by side.
    """

    def __init__(self, runtime: Runtime, worker: Worker) -> None:
        self._runtime = runtime
        self._worker = worker

    @classmethod
    async def load(cls, path: Path, suffix: str, threads: int, name: str) -> "Model":
        """Opens the model file at `path` as the format of `suffix`, for `threads` threads (0: the runtime chooses).

        name: of the model in errors and logs.
        Raises ModelError in plain words for a file that is missing, damaged, or of another format.
        """
        worker = Worker(name, lanes(suffix or path.suffix, threads))
        try:
            return cls(await worker.do(lambda: open_model(path, suffix, threads)), worker)
        except BaseException:
            worker.close()
            raise

    @property
    def info(self) -> ModelInfo:
        return self._runtime.info

    async def infer(self, tensors: Tensors) -> dict[str, Array]:
        """Runs the model once. Raises TensorError for inputs that do not fit, BusyError when too many calls wait."""
        return await self.infer_and(tensors, lambda outputs: outputs)

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T], caller: str = "") -> T:
        """Runs the model once and gives what `read` makes of its outputs, without leaving the thread that ran it.

        caller: those who wait take turns by this name.
        """
        return await self._worker.do(lambda: read(self._runtime.run(tensors)), caller)

    async def close(self) -> None:
        """Frees the runtime after the inferences that are running."""
        try:
            await self._worker.do(self._runtime.close)
        finally:
            self._worker.close()
