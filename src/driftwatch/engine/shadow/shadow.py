"""Shows the frames of a live model to a candidate as well, and is never in the live model's way."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from driftwatch.attributes import VisionAttributes
from driftwatch.concurrency import cancel_and_wait, run_in_thread
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.ports import Models
from driftwatch.engine.shadow.candidate import Candidate, CandidateLoader
from driftwatch.engine.shadow.status_reporter import StatusReporter
from driftwatch.engine.shadow.traffic_forecast import TrafficForecast
from driftwatch.errors import ImageError, ModelError, OutputError
from driftwatch.inference.answer import Answer
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.monitoring.agreement import Agreement, MatchSettings, compare
from driftwatch.observation import ModelIdentity, Observation
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.state_dir import as_folder, choose_state_dir, why_unwritable
from driftwatch.watch.shadow.comparison_store import ModelPair
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
class LiveModel:
    """The model that a candidate is compared with: how it is watched and read, and of which vision service it is."""

    service: str
    watch: VisionWatch
    choice: Choice


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
        self, settings: ShadowSettings, terms: MatchSettings, load: Load, watch: VisionWatch, notify: Notify
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
            self._count(turn.observation, await self._compare(turn.observation.answer, answer))
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

    async def _compare(self, live: Answer, answer: Answer) -> Agreement:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, compare, live, answer, self._terms)

    def _is_due(self, observation: Observation) -> bool:
        camera = self._cameras.setdefault(observation.stream, _Camera())
        if camera.last == observation.frame_id:
            return False
        camera.last = observation.frame_id
        camera.seen += 1
        return (camera.seen - 1) % self._settings.every == 0

    def _count(self, observation: Observation, counts: Agreement) -> None:
        self._watch.compared(observation.stream, ModelPair(observation.model, self._identity, self._terms), counts)

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


async def open_shadow(
    attributes: VisionAttributes, live: LiveModel, models: Models, places: tuple[Path, ...], notify: Notify
) -> Shadow | None:
    """None where the attribute `shadow` is not set. What was compared is kept next to the statistics file."""
    settings, statistics = attributes.shadow, attributes.watch.statistics
    if settings is None:
        return None

    def restore() -> None:
        state = choose_state_dir(places, why_unwritable)
        if state.path is not None:
            live.watch.shadow.open(state.path / "shadow" / f"{as_folder(live.service)}.json")

    await run_in_thread(restore)
    terms = MatchSettings(statistics.floor, statistics.low_confidence, settings.confidence, settings.iou)
    logged: set[str] = set()

    def warn(text: str) -> None:
        if text not in logged:  # a candidate may be loaded again and again
            logged.add(text)
            notify(Notice("warning", f'candidate "{settings.mlmodel_name}": {text}'))

    loader = CandidateLoader(settings, f"{live.service}'s shadow", live.choice, models, warn)
    return Shadow(settings, terms, loader.load, live.watch, notify)
