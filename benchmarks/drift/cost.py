"""Acceptance point 8: what the statistics cost, as a ratio to merely reading the confidences, and in memory."""

import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.drift.scenario import MINUTES_A_DAY, named
from benchmarks.drift.simulator import MODEL, simulate
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.monitoring.accumulator import MinuteAccumulator
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.observation import ImageStatistics, ModelIdentity, Moment, Observation

_FRAMES = 6000
_FRAMES_A_SECOND = 30
_DAYS = 15


@dataclass(frozen=True, slots=True)
class Cost:
    """microseconds: a detection. ratio: to a plain loop that adds up the confidences. megabytes: at the peak."""

    microseconds: float
    ratio: float
    megabytes: float


def measure(detections_a_frame: int) -> Cost:
    """The best of seven runs over three minutes and more at 30 Hz; memory over 15 days of another stream."""
    observations = _observations(detections_a_frame)
    count = len(observations) * detections_a_frame
    loop = _best(lambda: sum(d.confidence for o in observations for d in o.answer.detections or ()))
    batch = _best(lambda: MinuteAccumulator("yard", ModelIdentity("m")).add_batch(observations))
    return Cost(batch / count * 1e6, batch / loop, _memory(observations[:1000]))


def _best(work: Callable[[], object]) -> float:
    seconds: list[float] = []
    for _ in range(7):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return min(seconds)


def _memory(observations: Sequence[Observation]) -> float:
    """Peak of all that one stream holds: accumulator, learning, reference and detectors, in megabytes."""
    stream = simulate(named("day and night"), _DAYS, 0)
    tracemalloc.start()
    monitor, accumulator = StreamMonitor("yard", MODEL), MinuteAccumulator("yard", ModelIdentity("m"))
    accumulator.add_batch(observations)
    for hour in range(0, _DAYS * MINUTES_A_DAY, 60):
        for minute in stream.minutes(hour, hour + 60):
            monitor.update(minute)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _observations(detections_a_frame: int) -> list[Observation]:
    rng = np.random.default_rng(0)
    box, size, model = Box(0.1, 0.1, 0.2, 0.2), Size(640, 480), ModelIdentity("m")
    labels = [f"label {index}" for index in range(10)]
    result: list[Observation] = []
    for frame in range(_FRAMES):
        found = tuple(
            Detection(box, labels[int(rng.integers(10))], float(rng.random())) for _ in range(detections_a_frame)
        )
        at = Moment(1.7e9 + frame / _FRAMES_A_SECOND, frame / _FRAMES_A_SECOND)
        image = ImageStatistics(*rng.random(3).tolist())
        result.append(Observation("yard", at, model, Answer(size, detections=found), "00", image))
    return result
