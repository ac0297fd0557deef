"""What growth costs: processor time and memory against labels, detections, cameras and days of history.

Nothing waits here and no model runs: a clock is turned by hand, and the counting that another thread does in the
module is done in place. Times are of the processor, so other work on the computer changes them little.
"""

import itertools
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.performance.results import Measure
from driftwatch.commands.dispatch import run_stream_command
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.inference.filters import Filter, FilterSettings
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.viam_tensors import ViamTensors
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.services.rpc.to_viam import detections_to_viam
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import WatchSettings

LABELS: Final = (1, 10, 100, 300, 1000)
DETECTIONS: Final = (0, 10, 100, 300, 1000)
STREAMS: Final = (1, 4, 16, 64)
DAYS: Final = (1, 2, 4, 7)
ANSWER, COUNTING, MEMORY, TREND = "reading and sending the answer", "counting", "memory of what is counted", "trend"
_START: Final = 1_790_000_040.0
_MODEL: Final = ModelIdentity("detector", "1", "ab" * 32)
_USUAL: Final = 10  # detections a frame, labels of a model
_HZ: Final = 5
_ANSWERS: Final = 50
_LEAST_SECONDS: Final = 120  # so that a minute ends, is judged and written
_MB: Final = 1 << 20


async def measure_growth(seconds: float) -> list[Measure]:
    """seconds: given to each group of curves; days of history are as many as fit into that."""
    found = [growth_point(ANSWER, "detections", number, _answering(number), "ms") for number in DETECTIONS]
    for kind, numbers in (("detections", DETECTIONS), ("labels", LABELS), ("streams", STREAMS)):
        for number in numbers:
            found += _counted(kind, number, seconds / 3 / len(numbers))
    return [*found, *_history(seconds)]


def growth_point(way: str, kind: str, number: int, value: float, unit: str) -> Measure:
    return Measure("growth", way, at={kind: number}, value=value, unit=unit)


def _answering(number: int, times: int = 15) -> float:
    """Milliseconds from a detector's tensors to the messages of gRPC."""
    random = np.random.default_rng(0)
    corners = random.uniform(0, 0.8, (1, number, 2))
    outputs = {
        "location": np.concatenate([corners, corners + 0.15], axis=2).astype(np.float32),
        "category": np.tile(np.arange(number, dtype=np.float32) % 4, (1, 1)),
        "score": np.full((1, number), 0.9, np.float32),
    }
    head = ViamTensors("location", "score", "category")
    stage = OutputStage(Choice("viam_tensors", "by name", detector=head, keeps_empty=True), OutputSettings(), None)
    placement, filter_ = place(Size(1280, 720), Size(320, 320), "stretch"), Filter(FilterSettings(0.5))

    def answer() -> None:
        seen = stage.read(outputs, placement)
        detections_to_viam(filter_.apply(seen.detections or ()), seen.size)

    return 1000 * processor(answer, times)


def _counted(kind: str, number: int, seconds: float) -> list[Measure]:
    """Processor time a frame of the counting, and what two minutes of frames leave in memory."""
    spent, frames, end = 0.0, 0, time.perf_counter() + seconds
    with _world(kind, number) as world:
        while time.perf_counter() < end or world.seconds < _LEAST_SECONDS:
            began = time.process_time()
            frames += world.second()
            spent += time.process_time() - began
    tracemalloc.start()
    with _world(kind, number) as world:
        for _ in range(_LEAST_SECONDS):
            world.second()
        held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    spent_on_one, megabytes = 1000 * spent / frames, held / _MB
    return [
        growth_point(COUNTING, kind, number, spent_on_one, "ms"),
        growth_point(MEMORY, kind, number, megabytes, "MB"),
    ]


def _history(seconds: float) -> list[Measure]:
    """A frame a minute for days: how long the trend of all of it takes."""
    found: list[Measure] = []
    end = time.perf_counter() + seconds
    with _world("labels", _USUAL) as world:
        for day in range(1, max(DAYS) + 1):
            for _ in range(24 * 60):
                world.see()
                world.pass_by(60.0)
            if time.perf_counter() > end:
                break
            if day in DAYS:
                found.append(growth_point(TREND, "days", day, world.trend(day), "ms"))
    return found


class _World:
    """A vision service that sees some cameras, on a clock that is turned by hand."""

    def __init__(self, folder: Path, cameras: int, labels: int, detections: int) -> None:
        self.seconds = 0.0
        self._registry = WatchRegistry(self._now, thread=False)
        self._watch = self._registry.attach("vision", _MODEL, WatchSettings(), (folder,), lambda _: None, "camera-0")
        self._cameras = [f"camera-{camera}" for camera in range(cameras)]
        self._answers = itertools.cycle(_answers(labels, detections))
        self._frames = 0

    def second(self) -> int:
        """A second of frames of every camera is recorded and counted; how many there were."""
        for _ in range(_HZ):
            self.see()
        self.pass_by(1.0)
        return _HZ * len(self._cameras)

    def see(self) -> None:
        """One frame of each camera."""
        for camera in self._cameras:
            self._frames += 1
            self._watch.record(Observation(camera, self._now(), _MODEL, next(self._answers), f"{self._frames:064x}"))

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds
        self._registry.work(self._now())

    def trend(self, days: int) -> float:
        """Milliseconds of the processor that the series of `days` take."""
        question = {"command": "trend", "hours": 24 * days}
        return 1000 * processor(lambda: run_stream_command(self._watch, question, self._now()), 3)

    def close(self) -> None:
        self._registry.close()

    def _now(self) -> Moment:
        return Moment(_START + self.seconds, 1000.0 + self.seconds)


@contextmanager
def _world(kind: str, number: int) -> Generator[_World]:
    """`number` of `kind`, and the usual number of the other kinds."""
    sizes = {"streams": 1, "labels": _USUAL, "detections": _USUAL} | {kind: number}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        world = _World(Path(folder), sizes["streams"], sizes["labels"], sizes["detections"])
        try:
            yield world
        finally:
            world.close()


def _answers(labels: int, detections: int) -> Sequence[Answer]:
    """Some that differ, every label as frequent as the others."""
    random = np.random.default_rng(0)

    def detection() -> Detection:
        x, y = random.uniform(0, 0.8, 2).tolist()
        label = f"label {random.integers(labels)}"
        return Detection(Box(x, y, x + 0.15, y + 0.15), label, float(random.beta(8, 2)))

    return [Answer(Size(1280, 720), tuple(detection() for _ in range(detections))) for _ in range(_ANSWERS)]


def processor(job: Callable[[], Any], times: int) -> float:
    """Seconds of the processor, the median; once before without being counted."""
    job()
    taken: list[float] = []
    for _ in range(times):
        began = time.process_time()
        job()
        taken.append(time.process_time() - began)
    return float(np.median(taken))
