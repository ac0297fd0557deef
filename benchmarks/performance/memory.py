"""What frames leave behind, what they use for a while, and how often the system is asked for memory."""

import asyncio
import tempfile
import time
import tracemalloc
from pathlib import Path

from benchmarks.performance import models
from benchmarks.performance.alone import ModuleAlone
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import frame, image
from driftwatch import names
from driftwatch.inference.input_stage import InputSettings
from driftwatch.inference.output_stage import OutputSettings
from driftwatch.inference.pipeline import PipelineBuilder
from driftwatch.inference.runtimes import open_model

SMALL = "detector 64"
COUNTS = (1_000, 2_000, 5_000, 10_000)  # frames after which memory is read; fewer where the time is over
SIDES = (320, 640)
_WARM, _FRAMES = 20, 100
_MB = 1 << 20


async def measure_memory(seconds: float) -> list[Measure]:
    """Resident memory over many frames, page faults a frame, and what one frame allocates."""
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        small = models.detector(Path(folder) / "small.onnx", 64, 1)
        files = {side: models.detector(Path(folder) / f"{side}.onnx", side, None) for side in SIDES}
        found = await _growth(small, seconds)
        for side, path in files.items():
            found += [await _faults(path, side), *_allocated(path, side)]
        return found


async def _growth(path: Path, seconds: float) -> list[Measure]:
    found: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        module = ModuleAlone(Path(folder))
        await module.serving()
        await module.serve(path, names.ONNX_CPU)
        vision, picture = module.vision("vision"), image("480p")
        done, end = 0, time.perf_counter() + seconds
        for count in COUNTS:
            while done < count and time.perf_counter() < end:
                await asyncio.gather(*[vision.get_detections(picture) for _ in range(4)])
                done += 4
            if done >= count:
                found.append(Measure("memory", "resident", SMALL, {"frames": count}, value=module.rss(), unit="MB"))
        module.end()
    return found


async def _faults(path: Path, side: int) -> Measure:
    """Each is 4 KiB that the system has to hand out and to fill with zeros."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        module = ModuleAlone(Path(folder))
        await module.serving()
        await module.serve(path, names.ONNX_CPU)
        vision, picture = module.vision("vision"), image("720p")
        for _ in range(_WARM):
            await vision.get_detections(picture)
        before = module.page_faults()
        for _ in range(_FRAMES):
            await vision.get_detections(picture)
        each = (module.page_faults() - before) / _FRAMES
        module.end()
    return Measure("memory", "page faults a frame", f"detector {side}", {"image": "720p"}, value=each, samples=_FRAMES)


def _allocated(path: Path, side: int) -> list[Measure]:
    """Of one frame's way to the answer, without gRPC: the most at once, and what is left when the answer is gone."""
    runtime, data = open_model(path, path.suffix, 1), frame("720p")
    builder = PipelineBuilder(runtime.info, InputSettings())
    pipeline = builder.finish(runtime.run(builder.trial), OutputSettings(), None, None)

    def look() -> None:
        pipeline.infer(data, "image/jpeg", runtime.run)

    tracemalloc.start()
    for _ in range(_WARM):
        look()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    for _ in range(_FRAMES):
        look()
    after, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    model, at, kept = f"detector {side}", {"image": "720p"}, (after - before) / _FRAMES
    return [
        Measure("memory", "at once for a frame", model, at, value=(most - before) / _MB, unit="MB", samples=_FRAMES),
        Measure("memory", "kept of a frame", model, at, value=kept, unit="bytes", samples=_FRAMES),
    ]
