"""How long until the module serves and first detects, and how much memory it then takes."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.performance import models
from benchmarks.performance.alone import ModuleAlone
from benchmarks.performance.processor import used_by
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import image
from driftwatch import names
from examples.demo import assets

STARTS = 5


@dataclass(frozen=True, slots=True)
class _Start:
    """Seconds, and megabytes of resident memory."""

    serving: float
    processor: float
    detected: float
    idle_mb: float
    ready_mb: float


async def measure_start(_: float) -> list[Measure]:
    """As long as the starts take."""
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        onnx = models.detector(Path(folder) / "small.onnx", 64, 1)
        files = {"onnxruntime": (onnx, names.ONNX_CPU), "LiteRT": (assets.model("face.tflite"), names.TFLITE_CPU)}
        found: list[Measure] = []
        for runtime, (path, model) in files.items():
            starts = [await _start(path, model) for _ in range(STARTS)]
            found += [
                _one("until it serves", runtime, "s", median(start.serving for start in starts)),
                _one("until it serves, processor time", runtime, "s", median(start.processor for start in starts)),
                _one("until the first detection", runtime, "s", median(start.detected for start in starts)),
                _one("memory without a model", runtime, "MB", median(start.idle_mb for start in starts)),
                _one("memory with a model", runtime, "MB", median(start.ready_mb for start in starts)),
            ]
        return found


def _one(way: str, model: str, unit: str, value: float) -> Measure:
    return Measure("start", way, model, value=value, unit=unit, samples=STARTS)


async def _start(path: Path, model: str) -> _Start:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        module = ModuleAlone(Path(folder))
        serving = await module.serving()
        processor = used_by(lambda: [module.process.pid])()
        idle = module.rss()
        await module.serve(path, model)
        await module.vision("vision").get_detections(image("480p"))
        detected = time.perf_counter() - module.started
        ready = module.rss()
        module.end()
    return _Start(serving, processor, detected, idle, ready)
