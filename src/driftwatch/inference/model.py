"""A model file, loaded, with the threads that it runs on."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar

from driftwatch.concurrency import InFlight, run_apart
from driftwatch.errors import ModelError, OutputError, TensorError
from driftwatch.inference.runtimes import USUAL_RUNTIME, lanes, open_model
from driftwatch.inference.runtimes.runtime import Runtime, RuntimeChoice
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.inference.worker import ModelTurn, Worker


class Inputs(Protocol):
    """What is made ready for a model, and whatever else is needed to read its outputs."""

    @property
    def tensors(self) -> Tensors: ...


RUN_SECONDS: Final = 45.0
"""That one inference may take. viam-server gives a resource a minute to start, of which the first is a part."""

LOAD_SECONDS: Final = 300.0
"""That opening a model file may take: 2 GB from a slow card."""

MOST_OUTPUT_BYTES: Final = 64_000_000
"""Of all outputs of one inference; no call of Viam carries more than half of that."""

MOST_WAIT: Final = 10.0
"""Seconds that a frame may wait for its turn, or twice the last inference where that is more; then it is refused."""

_CLOSE_SECONDS: Final = 1.0

T = TypeVar("T")
P = TypeVar("P", bound=Inputs)


class EndlessInferenceError(ModelError):
    """The model's threads hang in inferences that do not end."""


class Model:
    """What the ML model service serves and the vision service calls directly when both live in this module.

    Made by `Model.load`. The event loop never waits for the runtime: loading, running and closing happen on
    the model's own threads. There is one more than the model runs at once: it makes the next input ready meanwhile.
    """

    def __init__(self, runtime: Runtime, worker: Worker, at_once: int, patience: float = RUN_SECONDS) -> None:
        """patience: seconds that one inference may take."""
        self._runtime = runtime
        self._worker = worker
        self._at_once = at_once
        self._patience = patience
        self._free = threading.Semaphore(at_once)
        self._calls = InFlight()
        self._begun: dict[int, float] = {}  # thread: since when it runs the model
        self._took = 0.0  # seconds of the last inference

    @classmethod
    async def load(
        cls, path: Path, suffix: str, threads: int, name: str, choice: RuntimeChoice = USUAL_RUNTIME
    ) -> "Model":
        """Opens the model file at `path` as the format of `suffix`, for `threads` threads (0: the runtime chooses).

        name: of the model in errors and logs.
        Raises ModelError as open_model does.
        """
        runtime = await run_apart(
            lambda: open_model(path, suffix, threads, choice), LOAD_SECONDS, f"the model file {path} of {name}"
        )
        at_once = lanes(suffix or path.suffix, threads, choice)
        return cls(runtime, Worker(name, at_once + 1), at_once)

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
        return await self._within(lambda: read(self._run(tensors)), ModelTurn(caller))

    async def infer_prepared(
        self,
        prepare: Callable[[], P],
        read: Callable[[dict[str, Array], P], T],
        caller: str = "",
        gives_way: bool = False,
    ) -> T:
        """Likewise with inputs that `prepare` makes in the same thread, when it is the caller's turn and not before.

        gives_way: nobody waits for the answer; callers come first. Raises BusyError after MOST_WAIT as well.
        """

        def job() -> T:
            inputs = prepare()
            return read(self._run(inputs.tensors), inputs)

        return await self._within(job, ModelTurn(caller, gives_way, max(MOST_WAIT, 2 * self._took)))

    async def close(self) -> None:
        """Frees the runtime after the inferences that are running; one that does not end soon is broken off."""
        closing = self._worker.start(self._runtime.close)
        await asyncio.wait([closing], timeout=_CLOSE_SECONDS)
        await self._calls.drain(_CLOSE_SECONDS)
        self._runtime.interrupt()
        closing.cancel()
        self._worker.close()

    async def _within(self, job: Callable[[], T], turn: ModelTurn) -> T:
        """Raises EndlessInferenceError, also where the call only waits for its turn."""
        self._refuse_if_it_hangs()
        with self._calls:
            answer = self._worker.start(job, turn)
            try:
                while not (await asyncio.wait([answer], timeout=self._patience))[0]:
                    self._refuse_if_it_hangs()
                return answer.result()
            finally:
                if not answer.done():  # its caller has gone, and nobody else may ever ask
                    asyncio.get_running_loop().call_later(self._patience, self._break_off_what_hangs)
                answer.cancel()

    def _refuse_if_it_hangs(self) -> None:
        if self._break_off_what_hangs() >= self._at_once:
            raise self._endless()

    def _break_off_what_hangs(self) -> int:
        """How many inferences last too long, all of which are asked to end."""
        oldest = time.monotonic() - self._patience
        hanging = [thread for thread, begun in list(self._begun.items()) if begun <= oldest]
        for thread in hanging:
            self._runtime.interrupt(thread)
        return len(hanging)

    def _endless(self) -> EndlessInferenceError:
        return EndlessInferenceError(
            f"an inference of this model has not ended within {self._patience:g} s: its graph has a loop without "
            "an end, or is far too large for this machine"
        )

    def _run(self, tensors: Tensors) -> dict[str, Array]:
        with self._free:
            thread = threading.get_ident()
            begun = self._begun[thread] = time.monotonic()
            try:
                outputs = self._runtime.run(tensors)
            except TensorError as error:
                if time.monotonic() - begun < self._patience:
                    raise
                raise self._endless() from error
            finally:
                del self._begun[thread]
                self._took = time.monotonic() - begun
        size = sum(output.nbytes for output in outputs.values())
        if size > MOST_OUTPUT_BYTES:
            outputs.clear()  # the error's traceback would keep them, and the next answer would need memory of its own
            raise OutputError(
                f"the model gave {size / 1e6:,.0f} MB for one image, at most {MOST_OUTPUT_BYTES / 1e6:g} MB are read: "
                "export it with smaller outputs, or with fewer"
            )
        return outputs
