"""What frames cost that wait on disk: processor time of one more, and memory, against how many wait already.

The queue and the pool are full, so that each frame that comes drives out another one. Nothing is asked to reach the
disk for good, since that is a wait and no work of the processor.
"""

import tempfile
import tracemalloc
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.performance.growth import growth_point, processor
from benchmarks.performance.results import Measure
from driftwatch.capture.files import PrivateFiles
from driftwatch.capture.kept import Kept, Reason, Record
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.settings import QueueSettings
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.observation import ModelIdentity
from driftwatch.quality.sampling.draw import Draw
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.pooled import Pooled
from driftwatch.watch.reviews.threshold import Threshold

FRAMES: Final = (10, 100, 1000, 3000)
QUEUED, HANDED, POOLED = "one more for the full queue", "handing the oldest over", "one more for the full pool"
QUEUE_MEMORY, POOL_MEMORY = "memory of the queue", "memory of the pool"
_START: Final = 1_790_000_000.0
_MODEL: Final = ModelIdentity("detector", "1", "ab" * 32)
_DETECTIONS: Final = 10
_BYTES: Final = 2_000
_TIMES: Final = 40
_MB: Final = 1 << 20


class _QuickFiles(PrivateFiles):
    """Does not wait for the disk."""

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:  # noqa: ARG002 - nothing is
        super().write(path, content, is_synced=False)

    def sync_folder(self, folder: Path) -> None:
        pass


async def measure_waiting(_seconds: float) -> list[Measure]:
    return [measure for number in FRAMES for measure in (*_queue(number), *_pool(number))]


def _queue(number: int) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        tracemalloc.start()
        queue = Queue(QueueSettings(max_frames=number), Path(folder), _QuickFiles())
        for frame in range(number):
            queue.put(Kept(_record(frame), bytes(_BYTES)), 0.0)
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        coming = iter([Kept(_record(number + more), bytes(_BYTES)) for more in range(_TIMES)])
        put = 1000 * processor(lambda: queue.put(next(coming), 0.0), _TIMES - 1)

        def hand_over() -> None:
            lease = queue.lease(0.0)
            assert lease is not None, "the queue is full"
            queue.acknowledge(lease.number)

        handed = 1000 * processor(hand_over, min(_TIMES, number - 1) - 1)
    return [
        growth_point(QUEUED, "frames", number, put, "ms"),
        growth_point(HANDED, "frames", number, handed, "ms"),
        growth_point(QUEUE_MEMORY, "frames", number, held / _MB, "MB"),
    ]


def _pool(number: int) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        tracemalloc.start()
        pool = Pool(Path(folder) / "pool", number * _BYTES / 1_000_000, _QuickFiles())
        for frame in range(number):
            pool.put(_pooled(frame), bytes(_BYTES))
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        coming = iter([_pooled(number + more) for more in range(_TIMES)])
        put = 1000 * processor(lambda: pool.put(next(coming), bytes(_BYTES)), _TIMES - 1)
    return [
        growth_point(POOLED, "frames", number, put, "ms"),
        growth_point(POOL_MEMORY, "frames", number, held / _MB, "MB"),
    ]


def _record(number: int) -> Record:
    random = np.random.default_rng(number)
    detections = tuple(
        Detection(Box(0.1, 0.1, 0.3, 0.3), f"label {place % 3}", float(random.beta(8, 2)))
        for place in range(_DETECTIONS)
    )
    when = _START + number
    return Record(
        f"{round(when * 1000):013d}-{number:016x}", "camera", when, _MODEL, Answer(Size(1280, 720), detections),
        f"{number:040x}", (Reason("low_confidence", float(random.random()), 1.0),), "low_confidence", 1.0, "image/jpeg",
    )  # fmt: skip


def _pooled(number: int) -> Pooled:
    priority = float(np.random.default_rng(number).random())
    return Pooled(_record(number), Threshold(), Draw(0.5, "sure", 1.0, priority))
