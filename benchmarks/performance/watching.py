"""What statistics and samplers add to a frame: looking at frames with and without them, in processor time.

The model's answer is ready here; what it would have cost is measured beside it, on one thread.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, TypeVar, cast

from benchmarks.performance import models
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import frame
from driftwatch.capture.frame import Frame
from driftwatch.capture.settings import CaptureSettings
from driftwatch.inference.input_stage import InputSettings
from driftwatch.inference.output_stage import OutputSettings
from driftwatch.inference.pipeline import Assembly, Pipeline
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.runtimes.runtime import Runtime
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.observation import ModelIdentity
from driftwatch.services.attributes import VisionAttributes
from driftwatch.services.keeping import open_hard_frames
from driftwatch.services.model_link import ModelLink
from driftwatch.services.observer import Followers, Observer
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.registry import REGISTRY

T = TypeVar("T")

_BLOCK = 50  # frames between two readings of the processor's clock
_STREAM = "camera"


class _Known:
    """An ML model whose answer is known before it is asked."""

    def __init__(self, outputs: dict[str, Array]) -> None:
        self.identity = ModelIdentity("known")
        self._outputs = outputs

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T]) -> T:
        return read(self._outputs if tensors else {})


async def measure_watching(seconds: float) -> list[Measure]:
    """Processor time a frame, of every thread, of an answer with ten detections at 720p."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        runtime = open_model(models.detector(Path(folder) / "detector.onnx", 320), ".onnx", 1)
        assembly = Assembly(runtime.info, InputSettings())
        outputs = runtime.run(assembly.trial)
        pipeline = assembly.finish(outputs, OutputSettings(), None, None)
        link = cast("ModelLink", _Known(outputs))
        attributes = VisionAttributes("known", capture=CaptureSettings())
        places = (Path(folder) / "state",)
        watch = REGISTRY.attach("bench", link.identity, attributes.watch, places, _ignore)
        hard_frames = open_hard_frames("bench", attributes, watch, places, _ignore)
        look = Observer(link, pipeline, Followers(watch, hard_frames), machine_clock).look
        seen = Frame(frame("720p"), "image/jpeg")
        watched: list[float] = []
        bare: list[float] = []
        inference: list[float] = []
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            started = time.process_time()
            for _ in range(_BLOCK):
                await look(seen, _STREAM)
            watched.append((time.process_time() - started) / _BLOCK)
            bare.append(_processor(lambda: _bare(pipeline, seen, outputs), _BLOCK))
            inference.append(_inference(runtime, assembly))
        if hard_frames is not None:
            hard_frames.close()
        watch.detach()
    return _summary(watched, bare, inference)


def _summary(watched: Sequence[float], bare: Sequence[float], inference: Sequence[float]) -> list[Measure]:
    added = median(a - b for a, b in zip(watched, bare, strict=True))
    whole = median(inference) + median(bare)
    part = Measure(
        "watching", "statistics and samplers", "detector 320",
        p50=added * 1000, ratio=added / whole, samples=len(watched) * _BLOCK,
    )  # fmt: skip
    return [part, Measure("watching", "decode, inference, answer", "detector 320", p50=whole * 1000)]


def _bare(pipeline: Pipeline, seen: Frame, outputs: Tensors) -> None:
    pipeline.read(outputs, pipeline.prepare(seen.data, seen.mime_type))


def _inference(runtime: Runtime, assembly: Assembly) -> float:
    return _processor(lambda: runtime.run(assembly.trial), 3)


def _processor(job: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        job()
    return (time.process_time() - started) / times


def _ignore(_: Any) -> None:
    pass
