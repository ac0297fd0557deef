"""A model file, loaded, with the threads that it runs on."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from driftwatch.inference.runtimes import lanes, open_model
from driftwatch.inference.runtimes.runtime import Runtime
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.inference.worker import Worker


class Inputs(Protocol):
    """What is made ready for a model, and whatever else is needed to read its outputs."""

    @property
    def tensors(self) -> Tensors: ...


T = TypeVar("T")
P = TypeVar("P", bound=Inputs)


class Model:
    """What the ML model service serves and the vision service calls directly when both live in this module.

    Made by `Model.load`. The event loop never waits for the runtime: loading, running and closing happen on
    the model's own threads. There is one more than the model runs at once: it makes the next input ready meanwhile.
    """

    def __init__(self, runtime: Runtime, worker: Worker, at_once: int) -> None:
        self._runtime = runtime
        self._worker = worker
        self._free = threading.Semaphore(at_once)

    @classmethod
    async def load(cls, path: Path, suffix: str, threads: int, name: str) -> "Model":
        """Opens the model file at `path` as the format of `suffix`, for `threads` threads (0: the runtime chooses).

        name: of the model in errors and logs.
        Raises ModelError in plain words for a file that is missing, damaged, or of another format.
        """
        at_once = lanes(suffix or path.suffix, threads)
        worker = Worker(name, at_once + 1)
        try:
            return cls(await worker.do(lambda: open_model(path, suffix, threads)), worker, at_once)
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
        return await self._worker.do(lambda: read(self._run(tensors)), caller)

    async def infer_prepared(
        self, prepare: Callable[[], P], read: Callable[[dict[str, Array], P], T], caller: str = ""
    ) -> T:
        """Likewise with inputs that `prepare` makes in the same thread, when it is the caller's turn and not before."""

        def job() -> T:
            inputs = prepare()
            return read(self._run(inputs.tensors), inputs)

        return await self._worker.do(job, caller)

    async def close(self) -> None:
        """Frees the runtime after the inferences that are running."""
        try:
            await self._worker.do(self._runtime.close)
        finally:
            self._worker.close()

    def _run(self, tensors: Tensors) -> dict[str, Array]:
        with self._free:
            return self._runtime.run(tensors)
