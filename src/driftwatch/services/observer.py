"""The one place where the model looks at a frame: the answer goes back, the observation to whoever counts."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

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
    """Who is told of a frame once its answer is known; nobody but `watch` where the owner did not ask for it."""

    watch: VisionWatch
    hard_frames: HardFrames | None = None
    shadow: Shadow | None = None


class Observer:
    """Looks at frames with one model. Recording costs microseconds and happens after the answer is known."""

    def __init__(
        self,
        link: ModelLink,
        pipeline: Pipeline,
        followers: Followers,
        clock: Clock,
        notify: Callable[[Notice], None] = lambda _: None,
    ) -> None:
        """notify: is told when frames raise or end a doubt; those of the trial are told by who made `pipeline`."""
        self.link = link
        self.pipeline = pipeline
        self.watch = followers.watch
        self.hard_frames = followers.hard_frames
        self.shadow = followers.shadow
        self._asked = contextlib.nullcontext() if followers.shadow is None else followers.shadow.live
        self._clock = clock
        self._image_due: dict[str, float] = {}
        self._notify = notify
        self._doubts = pipeline.doubts
        self.watch.doubted(_in_short(self._doubts))

    async def look(self, frame: Frame, stream: str) -> Answer:
        """stream: name of the camera, "" for an image that a caller sent in.

        Raises ImageError, OutputError and what the model's link raises.
        """
        try:
            with self._asked:
                measuring = self._measure(frame, stream)
                seen = await self.link.look(lambda: self._prepare(frame), self._read)
        except FRAME_PROBLEMS as problem:
            self.watch.frame_failed(stream, str(problem))
            self._follow_doubts()
            raise
        image = None if measuring is None else await measuring
        observation = Observation(stream, self._clock(), self.link.identity, seen.answer, seen.frame_id, image)
        self.watch.record(observation)
        self._follow_doubts()
        shadow = None if self.shadow is None else self.shadow.offer(observation, frame)
        if self.hard_frames is not None:
            self.hard_frames.consider(observation, frame, shadow)
        return seen.answer

    def camera_failed(self, stream: str, problem: CameraError) -> None:
        self.watch.frame_failed(stream, str(problem))

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
                self._notify(Notice("warning", doubt.text))
        for doubt in known:
            if doubt.guard not in now:
                self._notify(Notice("info", f"no longer in doubt after more frames: {doubt.text}"))

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
        return asyncio.ensure_future(beside_the_loop(lambda: image_statistics(frame.data)))


def _in_short(doubts: tuple[Doubt, ...]) -> str:
    """The first, and how many more there are; "" for none."""
    if not doubts:
        return ""
    more = len(doubts) - 1
    return doubts[0].text + (f" (and {more} more)" if more else "")
