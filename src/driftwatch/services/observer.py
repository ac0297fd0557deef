"""The one place where the model looks at a frame: the answer goes back, the observation to whoever counts."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from driftwatch.capture.frame import Frame
from driftwatch.errors import CameraError, ImageError, OutputError
from driftwatch.inference.answer import Answer
from driftwatch.inference.doubts.guard import Doubt
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.pipeline import Pipeline
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.inference.worker import beside_the_loop
from driftwatch.observation import ImageStatistics, Observation, frame_id_of
from driftwatch.services.model_link import ModelLink
from driftwatch.services.shadow.shadow import Shadow
from driftwatch.storage.health import Notice
from driftwatch.watch.clock import Clock
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.image_statistics import image_statistics
from driftwatch.watch.vision_watch import VisionWatch

T = TypeVar("T")

_IMAGE_SECONDS = 1.0  # between two frames of a stream whose light and sharpness are measured

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
class _Seen:
    """A frame that the model has looked at."""

    answer: Answer
    frame_id: str


@dataclass(frozen=True, slots=True)
class Followers:
    """Who is told of a frame once its answer is known; nobody but `watch` where the owner did not ask for it.

    tell: takes lines for the owner's log.
    """

    watch: VisionWatch
    hard_frames: HardFrames | None = None
    shadow: Shadow | None = None
    tell: Callable[[Notice], None] = lambda _: None


class Observer:
    """Looks at frames with one model. Recording costs microseconds and happens after the answer is known.

    Whatever the followers raise is told to the log, once for each of them until it changes; the answer goes out.
    So is each doubt about the model's reading that frames raise or end.
    """

    def __init__(self, link: ModelLink, pipeline: Pipeline, followers: Followers, clock: Clock) -> None:
        """pipeline: its maker has told of the doubts that it has by now."""
        self.link = link
        self.pipeline = pipeline
        self.watch = followers.watch
        self.hard_frames = followers.hard_frames
        self.shadow = followers.shadow
        self._asked = contextlib.nullcontext() if followers.shadow is None else followers.shadow.live
        self._clock = clock
        self._image_due: dict[str, float] = {}
        self._tell = followers.tell
        self._faults: dict[str, str] = {}
        self._doubts = pipeline.doubts
        self._guarded("doubts", lambda: self.watch.doubted(_in_short(self._doubts)))

    async def look(self, frame: Frame, stream: str) -> Answer:
        """stream: name of the camera, "" for an image that a caller sent in.

        Raises ImageError, OutputError and what the model's link raises.
        """
        try:
            with self._asked:
                measuring = self._measure(frame, stream)
                seen = await self.link.look(lambda: self._prepare(frame), self._read)
        except FRAME_PROBLEMS as problem:
            self._failed(stream, problem)
            self._guarded("doubts", self._follow_doubts)
            raise
        image = None if measuring is None else await measuring
        observation = Observation(stream, self._clock(), self.link.identity, seen.answer, seen.frame_id, image)
        self._guarded("doubts", self._follow_doubts)
        self._follow(observation, frame)
        return seen.answer

    def camera_failed(self, stream: str, problem: CameraError) -> None:
        self._failed(stream, problem)

    def _failed(self, stream: str, problem: Exception) -> None:
        self._guarded("statistics", lambda: self.watch.frame_failed(stream, str(problem)))

    def _follow(self, observation: Observation, frame: Frame) -> None:
        self._guarded("statistics", lambda: self.watch.record(observation))
        shadow, hard_frames = self.shadow, self.hard_frames
        said = None if shadow is None else self._guarded("shadow", lambda: shadow.offer(observation, frame))
        if hard_frames is not None:
            self._guarded("capture", lambda: hard_frames.consider(observation, frame, said))

    def _guarded(self, who: str, step: Callable[[], T]) -> T | None:
        try:
            return step()
        except Exception as fault:  # nothing that watches may fail a reply
            if self._faults.get(who) != repr(fault):
                self._faults[who] = repr(fault)
                self._tell(Notice("warning", f"{who} met a fault, answers go on: {fault!r}"))
            return None

    def _follow_doubts(self) -> None:
        """Tells once of each doubt that came or went."""
        doubts, known = self.pipeline.doubts, self._doubts
        if doubts is known:
            return
        self._doubts = doubts
        self.watch.doubted(_in_short(doubts))
        before, now = ({doubt.guard for doubt in some} for some in (known, doubts))
        for doubt in doubts:
            if doubt.guard not in before:
                self._tell(Notice("warning", doubt.text))
        for doubt in known:
            if doubt.guard not in now:
                self._tell(Notice("info", f"no longer in doubt after more frames: {doubt.text}"))

    def _prepare(self, frame: Frame) -> _Ready:
        return _Ready(self.pipeline.prepare(frame.data, frame.mime_type), frame_id_of(frame.data))

    def _read(self, outputs: dict[str, Array], ready: _Ready) -> _Seen:
        return _Seen(self.pipeline.read(outputs, ready.prepared), ready.frame_id)

    def _measure(self, frame: Frame, stream: str) -> "asyncio.Future[ImageStatistics | None] | None":
        """Light and sharpness, once a second; beside the look, because a 4K frame takes ten milliseconds."""
        now = self._clock().monotonic
        if now < self._image_due.get(stream, 0.0):
            return None
        self._image_due[stream] = now + _IMAGE_SECONDS
        return asyncio.ensure_future(
            beside_the_loop(lambda: self._guarded("image statistics", lambda: image_statistics(frame.data)))
        )


def _in_short(doubts: tuple[Doubt, ...]) -> str:
    """The first, and how many more there are; "" for none."""
    if not doubts:
        return ""
    more = len(doubts) - 1
    return doubts[0].text + (f" (and {more} more)" if more else "")
