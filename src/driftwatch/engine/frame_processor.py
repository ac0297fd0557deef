"""The one place where frames are run through the model: the answer goes back, the observation to the sinks."""

import asyncio
import contextlib
from dataclasses import dataclass

from driftwatch.concurrency import run_in_thread
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.model_client import ModelClient
from driftwatch.engine.shadow.shadow import Shadow
from driftwatch.errors import CameraError, ImageError, OutputError
from driftwatch.inference.answer import Answer
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.pipeline import Pipeline
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.observation import ImageStatistics, Observation, frame_id_of
from driftwatch.watch.clock import Clock
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.image_statistics import image_statistics
from driftwatch.watch.vision_watch import VisionWatch

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
    """Who gets the observation of a frame once its answer is known; `watch` alone where the owner asked for no more."""

    watch: VisionWatch
    hard_frames: HardFrames | None = None
    shadow: Shadow | None = None


class FrameProcessor:
    """Runs frames through one model and publishes what it said; that costs microseconds, after the answer is known."""

    def __init__(self, client: ModelClient, pipeline: Pipeline, sinks: Sinks, clock: Clock) -> None:
        self.client = client
        self.pipeline = pipeline
        self.sinks = sinks
        self._asked = contextlib.nullcontext() if sinks.shadow is None else sinks.shadow.live
        self._clock = clock
        self._image_due: dict[str, float] = {}

    async def process(self, image: EncodedImage, stream: str) -> Answer:
        """stream: name of the camera, "" for an image that a caller sent in.

        Raises ImageError, OutputError and what the model's client raises.
        """
        sinks = self.sinks
        try:
            with self._asked:
                measuring = self._measure(image, stream)
                result = await self.client.infer(lambda: self._prepare(image), self._read)
        except FRAME_PROBLEMS as problem:
            sinks.watch.frame_failed(stream, str(problem))
            raise
        statistics = None if measuring is None else await measuring
        observation = Observation(
            stream, self._clock(), self.client.identity, result.answer, result.frame_id, statistics
        )
        sinks.watch.record(observation)
        shadow = None if sinks.shadow is None else sinks.shadow.offer(observation, image)
        if sinks.hard_frames is not None:
            sinks.hard_frames.consider(observation, image, shadow)
        return result.answer

    def camera_failed(self, stream: str, problem: CameraError) -> None:
        self.sinks.watch.frame_failed(stream, str(problem))

    def _prepare(self, image: EncodedImage) -> _Ready:
        return _Ready(self.pipeline.prepare(image.data, image.mime_type), frame_id_of(image.data))

    def _read(self, outputs: dict[str, Array], ready: _Ready) -> _Result:
        return _Result(self.pipeline.read(outputs, ready.prepared), ready.frame_id)

    def _measure(self, image: EncodedImage, stream: str) -> "asyncio.Future[ImageStatistics | None] | None":
        """Light and sharpness, once a second, while the model runs, because a 4K frame takes ten milliseconds."""
        now = self._clock().monotonic
        if now < self._image_due.get(stream, 0.0):
            return None
        self._image_due[stream] = now + _IMAGE_SECONDS
        return asyncio.ensure_future(run_in_thread(lambda: image_statistics(image.data)))
