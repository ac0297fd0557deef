"""Shows the frames of a live model to a candidate as well, and is never in the live model's way."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar

from driftwatch.concurrency import cancel_and_wait, run_in_thread
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.shadow.candidate import Candidate
from driftwatch.engine.shadow.status_reporter import StatusReporter
from driftwatch.engine.shadow.traffic_forecast import TrafficForecast
from driftwatch.errors import ImageError, ModelError, OutputError
from driftwatch.inference.answer import Answer
from driftwatch.monitoring.agreement import Agreement, MatchSettings, compare
from driftwatch.observation import ModelIdentity, Observation
from driftwatch.storage.health import Notify
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.shadow.comparison_store import ModelPair
from driftwatch.watch.shadow.served import ServedCounts, count_served
from driftwatch.watch.shadow.settings import ShadowSettings
from driftwatch.watch.vision_watch import VisionWatch

T = TypeVar("T")

HEAD_START: Final = 0.005  # seconds in which the live answer is encoded and sent, before the candidate takes a core
_LOAD_SECONDS: Final = 60.0
_BUILDING_SECONDS: Final = 15.0  # a machine that starts builds its models one after the other
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_SAVE_SECONDS: Final = 60.0

Load = Callable[[], Awaitable[Candidate]]


@dataclass(frozen=True, slots=True)
class ComparisonTerms:
    """How two models are compared. served: what callers get of either; None where no person is to say who is right."""

    pairs: MatchSettings = field(default_factory=MatchSettings)
    served: Threshold | None = None


class LateError(ModelError):
    """A candidate gave no answer in time."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A frame that the candidate is being shown. said: what comes of it, None where it failed."""

    observation: Observation
    image: EncodedImage
    said: "Future[Answer | None]"


@dataclass(slots=True)
class _Camera:
    """seen: frames so far. last: digest of the newest."""

    seen: int = 0
    last: str = ""


class Shadow:
    """To be made and used on the event loop. Loads the candidate by itself, and again after a fault, with pauses.

    live: to be entered while the live model is asked. The candidate works while it is likely not to be; where it is
    asked too often for that, the candidate works `busy_share` of the time, and the other frames are skipped.
    load: makes the candidate, on whose thread it may work. Whatever it or the candidate raises is logged once for
    each kind, shown in `watch.shadow.status`, and reaches nobody else.
    """

    def __init__(
        self, settings: ShadowSettings, terms: ComparisonTerms, load: Load, watch: VisionWatch, notify: Notify
    ) -> None:
        self._settings = settings
        self._terms = terms
        self._load = load
        self._watch = watch
        self._status = StatusReporter(settings.mlmodel_name, watch.shadow, notify)
        self.live = TrafficForecast(asyncio.get_running_loop().time)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="shadow")
        self._cameras: dict[str, _Camera] = {}
        self._candidate: Candidate | None = None
        self._identity = ModelIdentity(settings.mlmodel_name)
        self._turn: _Turn | None = None
        self._offered = asyncio.Event()
        self._pause = _FIRST_PAUSE
        self._took = 0.0  # seconds, the last time
        self._rested = 0.0  # when the candidate may be in the live model's way again
        loop = asyncio.get_running_loop()
        self._begun = self._saved = loop.time()
        self._task = loop.create_task(self._run())

    def offer(self, observation: Observation, image: EncodedImage) -> "Future[Answer | None] | None":
        """Hands in a frame that the live model has answered. Returns at once, and raises nothing.

        Gives what the candidate is going to say of it (it never fails; None: it could not), or None where the candidate
        is not shown this frame: it is not its turn, the frame is the one before again, or the candidate is not free.
        """
        if not self._is_due(observation):
            return None
        if self._candidate is None or self._turn is not None:
            self._count(observation, Agreement(skipped=1))
            return None
        self._turn = _Turn(observation, image, Future())
        self._offered.set()
        return self._turn.said

    @property
    def identity(self) -> ModelIdentity:
        """Of the candidate that was loaded last; its name alone before that."""
        return self._identity

    async def close(self) -> None:
        """Does not wait for a candidate that hangs."""
        await cancel_and_wait(self._task)
        if self._turn is not None:
            self._end(self._turn, None)
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._status.ended()
        await run_in_thread(self._watch.shadow.save)

    async def _run(self) -> None:
        while True:
            try:
                self._candidate = await _within(_LOAD_SECONDS, self._load())
                self._identity = self._candidate.identity
                self._status.runs()
                while True:
                    await self._show_next(self._candidate)
            except Exception as fault:  # whatever a candidate does, the live model knows nothing of it
                self._status.failed(fault, self._is_building())
            self._candidate = None
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    async def _show_next(self, candidate: Candidate) -> None:
        """Waits for the next frame and shows it. Raises what makes it necessary to load the candidate again."""
        await self._offered.wait()
        self._offered.clear()
        turn, loop = self._turn, asyncio.get_running_loop()
        assert turn is not None, "a frame was offered"
        answer: Answer | None = None
        try:
            await asyncio.sleep(HEAD_START)
            if loop.time() < self._rested and not self.live.is_free_for(self._took):
                self._count(turn.observation, Agreement(skipped=1))
                return
            begun = loop.time()
            answer = await _within(self._settings.timeout_seconds, candidate.infer(turn.image))
            self._count(turn.observation, *await self._compare(turn.observation.answer, answer))
            self._took = loop.time() - begun
            self._rested = loop.time() + self._took * (1 / self._settings.busy_share - 1)
            self._pause = _FIRST_PAUSE
            self._status.runs()
        except Exception as fault:
            self._count(turn.observation, Agreement(failed=1))
            if not isinstance(fault, (ImageError, OutputError)):
                raise
            self._status.failed(fault, self._is_building())
        finally:
            self._end(turn, answer)
        self._save_at_times()

    def _end(self, turn: _Turn, answer: Answer | None) -> None:
        self._turn = None
        turn.said.set_result(answer)

    async def _compare(self, live: Answer, answer: Answer) -> tuple[Agreement, ServedCounts | None]:
        def counted() -> tuple[Agreement, ServedCounts | None]:
            served = self._terms.served
            return compare(live, answer, self._terms.pairs), served and count_served(live, answer, served)

        return await asyncio.get_running_loop().run_in_executor(self._thread, counted)

    def _is_due(self, observation: Observation) -> bool:
        camera = self._cameras.setdefault(observation.stream, _Camera())
        if camera.last == observation.frame_id:
            return False
        camera.last = observation.frame_id
        camera.seen += 1
        return (camera.seen - 1) % self._settings.every == 0

    def _count(self, observation: Observation, counts: Agreement, served: ServedCounts | None = None) -> None:
        pairing = ModelPair(observation.model, self._identity, self._terms.pairs)
        self._watch.compared(observation.stream, pairing, counts, served)

    def _is_building(self) -> bool:
        return asyncio.get_running_loop().time() - self._begun < _BUILDING_SECONDS

    def _save_at_times(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._saved >= _SAVE_SECONDS:
            self._saved = now
            self._thread.submit(self._watch.shadow.save)


async def _within(seconds: float, work: Awaitable[T]) -> T:
    """Raises LateError."""
    try:
        return await asyncio.wait_for(work, seconds)
    except (TimeoutError, asyncio.TimeoutError) as error:
        raise LateError(f"it gave no answer within {seconds:g} s") from error
