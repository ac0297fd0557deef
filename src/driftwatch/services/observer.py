"""The one place where the model looks at a frame: the answer goes back, the observation to whoever counts."""

import asyncio
import contextlib
from dataclasses import dataclass

from driftwatch.concurrency import run_in_thread
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import CameraError, ImageError, OutputError
from driftwatch.inference.answer import Answer
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.pipeline import Pipeline
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.observation import ImageStatistics, Observation, frame_id_of
from driftwatch.services.model_link import ModelLink
from driftwatch.services.shadow.shadow import Shadow
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

    def __init__(self, link: ModelLink, pipeline: Pipeline, followers: Followers, clock: Clock) -> None:
        self.link = link
        self.pipeline = pipeline
        self.watch = followers.watch
        self.hard_frames = followers.hard_frames
        self.shadow = followers.shadow
        self._asked = contextlib.nullcontext() if followers.shadow is None else followers.shadow.live
        self._clock = clock
        self._image_due: dict[str, float] = {}

    async def look(self, frame: EncodedImage, stream: str) -> Answer:
        """stream: name of the camera, "" for an image that a caller sent in.

        Raises ImageError, OutputError and what the model's link raises.
        """
        try:
            with self._asked:
                measuring = self._measure(frame, stream)
                seen = await self.link.look(lambda: self._prepare(frame), self._read)
        except FRAME_PROBLEMS as problem:
            self.watch.frame_failed(stream, str(problem))
            raise
        image = None if measuring is None else await measuring
        observation = Observation(stream, self._clock(), self.link.identity, seen.answer, seen.frame_id, image)
        self.watch.record(observation)
        shadow = None if self.shadow is None else self.shadow.offer(observation, frame)
        if self.hard_frames is not None:
            self.hard_frames.consider(observation, frame, shadow)
        return seen.answer

    def camera_failed(self, stream: str, problem: CameraError) -> None:
        self.watch.frame_failed(stream, str(problem))

    def _prepare(self, frame: EncodedImage) -> _Ready:
        return _Ready(self.pipeline.prepare(frame.data, frame.mime_type), frame_id_of(frame.data))

    def _read(self, outputs: dict[str, Array], ready: _Ready) -> _Seen:
        return _Seen(self.pipeline.read(outputs, ready.prepared), ready.frame_id)

    def _measure(self, frame: EncodedImage, stream: str) -> "asyncio.Future[ImageStatistics | None] | None":
        """Light and sharpness, once a second; beside the look, because a 4K frame takes ten milliseconds."""
        now = self._clock().monotonic
        if now < self._image_due.get(stream, 0.0):
            return None
        self._image_due[stream] = now + _IMAGE_SECONDS
        return asyncio.ensure_future(run_in_thread(lambda: image_statistics(frame.data)))
