"""What statistics and samplers add to a frame: looking at frames with and without them, in processor time.

The model's answer is ready here; what it would have cost is measured separately, on one thread.
"""

import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, TypeVar, cast

from benchmarks.performance import models
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import frame
from driftwatch.attributes import VisionAttributes
from driftwatch.capture.settings import CaptureSettings
from driftwatch.concurrency import run_in_thread
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.capture import Served, open_hard_frames
from driftwatch.engine.frame_processor import FrameProcessor, Sinks
from driftwatch.engine.model_client import ModelClient
from driftwatch.inference.answer import Answer
from driftwatch.inference.input_stage import InputSettings
from driftwatch.inference.model import Inputs
from driftwatch.inference.output_stage import OutputSettings
from driftwatch.inference.pipeline import PipelineBuilder
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.runtimes.runtime import Runtime
from driftwatch.inference.tensors import Array
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.ownership import Home
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.vision_watch import VisionWatch

T = TypeVar("T")
P = TypeVar("P", bound=Inputs)

_BLOCK = 50  # frames between two readings of the processor's clock
_STREAM = "camera"
_EARLY = Moment(0.0, 0.0)  # a clock that does not move: no frame is due to be measured


class _Nobody:
    """In the place of whoever counts and keeps."""

    def record(self, observation: Observation) -> None:
        pass


class _Known:
    """An ML model whose answer is known before it is asked."""

    def __init__(self, outputs: dict[str, Array]) -> None:
        self.identity = ModelIdentity("known")
        self._outputs = outputs

    async def infer(
        self,
        prepare: Callable[[], P],
        read: Callable[[dict[str, Array], P], T],
        turn: str = "",  # noqa: ARG002 - nobody else asks
        gives_way: bool = False,  # noqa: ARG002
    ) -> T:
        inputs = await run_in_thread(prepare)
        return read(self._outputs, inputs)


async def measure_watching(seconds: float) -> list[Measure]:
    """Processor time a frame, of every thread, of an answer with ten detections at 720p."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        runtime = open_model(models.detector(Path(folder) / "detector.onnx", 320), ".onnx", 1)
        builder = PipelineBuilder(runtime.info, InputSettings())
        outputs = runtime.run(builder.trial)
        pipeline = builder.finish(outputs, OutputSettings(), None, None)
        link = cast("ModelClient", _Known(outputs))
        attributes = VisionAttributes("known", capture=CaptureSettings())
        places = (Path(folder) / "state",)
        watches = WatchRegistry()
        watch = watches.attach("bench", link.identity, attributes.watch, places, _ignore)
        hard_frames = open_hard_frames(
            Served("bench", None), attributes, watch, Home(places[0], watches.owners), _ignore
        )
        look = FrameProcessor(link, pipeline, Sinks(watch, hard_frames), machine_clock).process
        look_only = FrameProcessor(link, pipeline, Sinks(cast("VisionWatch", _Nobody())), lambda: _EARLY).process
        seen = EncodedImage(frame("720p"), "image/jpeg")
        watched: list[float] = []
        bare: list[float] = []
        inference: list[float] = []
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            watched.append(await _looks(look, seen))
            bare.append(await _looks(look_only, seen))
            inference.append(_inference(runtime, builder))
        if hard_frames is not None:
            hard_frames.close()
        watches.close()
    return _summary(watched, bare, inference)


def _summary(watched: Sequence[float], bare: Sequence[float], inference: Sequence[float]) -> list[Measure]:
    added = median(a - b for a, b in zip(watched, bare, strict=True))
    whole = median(inference) + median(bare)
    part = Measure(
        "watching", "statistics and samplers", "detector 320",
        p50=added * 1000, ratio=added / whole, samples=len(watched) * _BLOCK,
    )  # fmt: skip
    return [part, Measure("watching", "decode, inference, answer", "detector 320", p50=whole * 1000)]


async def _looks(look: Callable[[EncodedImage, str], Awaitable[Answer]], seen: EncodedImage) -> float:
    """Seconds of the processor's time for each."""
    started = time.process_time()
    for _ in range(_BLOCK):
        await look(seen, _STREAM)
    return (time.process_time() - started) / _BLOCK


def _inference(runtime: Runtime, builder: PipelineBuilder, times: int = 3) -> float:
    started = time.process_time()
    for _ in range(times):
        runtime.run(builder.trial)
    return (time.process_time() - started) / times


def _ignore(_: Any) -> None:
    pass
