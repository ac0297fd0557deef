"""The one place where frames are run through the model: the answer goes back, the observation to the sinks."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from driftwatch.concurrency import run_in_thread
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.model_client import ModelClient
from driftwatch.engine.shadow.shadow import Shadow
from driftwatch.errors import CameraError, ImageError, OutputError
from driftwatch.inference.answer import Answer
from driftwatch.inference.doubts.guard import Doubt
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.large_pictures import in_its_turn, is_large
from driftwatch.inference.pipeline import Pipeline
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.observation import ImageStatistics, Observation, frame_id_of
from driftwatch.storage.health import Notice, Notify
from driftwatch.watch.clock import Clock
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.image_statistics import image_statistics
from driftwatch.watch.reviews.reviews import Reviews
from driftwatch.watch.vision_watch import VisionWatch

T = TypeVar("T")

_IMAGE_SECONDS = 1.0  # between two frames of a stream of which light and sharpness are measured

FRAME_PROBLEMS = (CameraError, ImageError, OutputError)
"""What makes a frame count as failed: the camera, the bytes, or a model's answer that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A frame made ready for the model, and what is known of it by then."""

    prepared: Prepared
    frame_id: str

    @property
    def tensors(self) -> Tensors:
        return self.prepared.tensors


@dataclass(frozen=True, slots=True)
class _Result:
    """What the model said of a frame."""

    answer: Answer
    frame_id: str


@dataclass(frozen=True, slots=True)
class Sinks:
    """Who gets the observation of a frame once its answer is known; `watch` alone where the owner asked for no more.

    notify: takes lines for the owner's log.
    """

    watch: VisionWatch
    hard_frames: HardFrames | None = None
    shadow: Shadow | None = None
    notify: Notify = lambda _: None
    reviews: Reviews | None = None


class FrameProcessor:
    """Runs frames through one model and publishes what it said; that costs microseconds, after the answer is known.

    Whatever the sinks raise is logged, once for each of them until it changes; the answer goes out. So is each doubt
    about the model's reading that frames raise or end.
    """

    def __init__(self, client: ModelClient, pipeline: Pipeline, sinks: Sinks, clock: Clock) -> None:
        """pipeline: its maker has logged the doubts that it has by now."""
        self.client = client
        self.pipeline = pipeline
        self.sinks = sinks
        self._asked = contextlib.nullcontext() if sinks.shadow is None else sinks.shadow.live
        self._clock = clock
        self._image_due: dict[str, float] = {}
        self._last_ids: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        self._doubts = pipeline.doubts
        self._guarded("doubts", lambda: sinks.watch.doubted(_in_short(self._doubts)))

    async def process(self, image: EncodedImage, stream: str, gives_way: bool = False) -> Answer:
        """stream: name of the camera, "" for an image that a caller sent in. gives_way: callers come first.

        Raises ImageError, OutputError and what the model's client raises.
        """
        try:
            with self._asked:
                if is_large(image):
                    result, statistics = await self._infer_large(image, stream, gives_way)
                else:
                    result, statistics = await self._infer(image, stream, gives_way)
        except FRAME_PROBLEMS as problem:
            self._failed(stream, problem)
            self._guarded("doubts", self._follow_doubts)
            raise
        observation = Observation(
            stream, self._clock(), self.client.identity, result.answer, result.frame_id, statistics
        )
        self._guarded("doubts", self._follow_doubts)
        self._publish(observation, image)
        return result.answer

    async def _infer(self, image: EncodedImage, stream: str, gives_way: bool) -> tuple[_Result, ImageStatistics | None]:
        """Light and sharpness are measured while the model runs, because a 4K frame takes ten milliseconds."""
        measuring = None
        if self._is_image_due(stream):
            measuring = asyncio.ensure_future(run_in_thread(lambda: self._measured(image)))
        result = await self.client.infer(lambda: self._prepare(image), self._read, stream, gives_way)
        return result, None if measuring is None else await measuring

    async def _infer_large(
        self, image: EncodedImage, stream: str, gives_way: bool
    ) -> tuple[_Result, ImageStatistics | None]:
        is_due = self._is_image_due(stream)

        def work() -> tuple[_Ready, ImageStatistics | None]:
            return self._prepare(image), self._measured(image) if is_due else None

        ready, statistics = await in_its_turn(work, f"{self.client.identity.name}/{stream}")
        return await self.client.infer(lambda: ready, self._read, stream, gives_way), statistics

    def camera_failed(self, stream: str, problem: CameraError) -> None:
        self._failed(stream, problem)

    def _failed(self, stream: str, problem: Exception) -> None:
        self._guarded("statistics", lambda: self.sinks.watch.frame_failed(stream, str(problem)))

    def _publish(self, observation: Observation, image: EncodedImage) -> None:
        shadow, hard_frames, reviews = self.sinks.shadow, self.sinks.hard_frames, self.sinks.reviews
        self._guarded("statistics", lambda: self.sinks.watch.record(observation))
        if self._last_ids.get(observation.stream) == observation.frame_id:
            return  # a frozen camera: counted as such, and nothing that a candidate or a sampler could learn from
        self._last_ids[observation.stream] = observation.frame_id
        said = None if shadow is None else self._guarded("shadow", lambda: shadow.offer(observation, image))
        if hard_frames is not None:
            self._guarded("capture", lambda: hard_frames.consider(observation, image, said))
        if reviews is not None:
            candidate = None if said is None or shadow is None else shadow.identity
            self._guarded("reviews", lambda: reviews.intake.offer(observation, image, said, candidate))

    def _guarded(self, who: str, step: Callable[[], T]) -> T | None:
        try:
            return step()
        except Exception as fault:  # nothing that watches may fail a reply
            if self._faults.get(who) != repr(fault):
                self._faults[who] = repr(fault)
                self.sinks.notify(Notice("warning", f"{who} met a fault, answers go on: {fault!r}"))
            return None

    def _follow_doubts(self) -> None:
        """Logs once each doubt that came or went."""
        doubts, known = self.pipeline.doubts, self._doubts
        if doubts is known:
            return
        self._doubts = doubts
        self.sinks.watch.doubted(_in_short(doubts))
        before, now = ({doubt.guard for doubt in some} for some in (known, doubts))
        for doubt in doubts:
            if doubt.guard not in before:
                self.sinks.notify(Notice("warning", doubt.text))
        for doubt in known:
            if doubt.guard not in now:
                self.sinks.notify(Notice("info", f"no longer in doubt after more frames: {doubt.text}"))

    def _prepare(self, image: EncodedImage) -> _Ready:
        return _Ready(self.pipeline.prepare(image.data, image.mime_type), frame_id_of(image.data))

    def _read(self, outputs: dict[str, Array], ready: _Ready) -> _Result:
        return _Result(self.pipeline.read(outputs, ready.prepared), ready.frame_id)

    def _is_image_due(self, stream: str) -> bool:
        """Once a second."""
        now = self._clock().monotonic
        if now < self._image_due.get(stream, 0.0):
            return False
        self._image_due[stream] = now + _IMAGE_SECONDS
        return True

    def _measured(self, image: EncodedImage) -> ImageStatistics | None:
        return self._guarded("image statistics", lambda: image_statistics(image.data))


def _in_short(doubts: tuple[Doubt, ...]) -> str:
    """The first, and how many more there are; "" for none."""
    if not doubts:
        return ""
    more = len(doubts) - 1
    return doubts[0].text + (f" (and {more} more)" if more else "")
