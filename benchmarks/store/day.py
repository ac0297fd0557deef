"""How much the statistics of one camera write and keep, and how quickly a week of them is read.

    python -m benchmarks.store.day [--hours 6] [--labels 4] [--hz 1]

The whole way from `record` to the file is run, with the windows of a drift sensor, on a clock that is turned by hand.
Bytes written are those handed to the operating system by this process (`wchar` of /proc/self/io); since a disk writes
blocks of 4 KiB, the largest that rounding can make of it is printed next to it. What a day and a month write is
reckoned from the last half of the time, in which no new page is needed for the first of anything.
"""

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from driftwatch.commands.dispatch import run_stream_command
from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.retention import used_bytes
from driftwatch.storage.store import Store
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from driftwatch.watch.vision_watch import VisionWatch

START = 1_790_000_040.0
BLOCK = 4096
MODEL = ModelIdentity("detector", "1", "ab" * 32)
LIMITS = {"written_mb_a_day": 10.0, "kept_mb_a_day": 1.0, "week_query_ms": 100.0}
_ROUND = 5  # seconds between two rounds of counting; one a second says the same, and takes longer


@dataclass(frozen=True, slots=True)
class Day:
    """megabytes: of 10^6 bytes. counting_us: of processor time a frame, for counting, judging and storing."""

    written_mb: float
    written_mb_at_most: float
    kept_mb: float
    counting_us: float
    recording_us: float


class HandClock:
    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> Moment:
        return Moment(START + self.passed, 1000.0 + self.passed)


def simulate(folder: Path, days: float, labels: int, hz: float) -> tuple[Day, VisionWatch, HandClock, WatchRegistry]:
    """Records `days` of frames with 0 to 4 detections of `labels` labels, the k-th 1/k as frequent as the first."""
    clock = HandClock()
    registry = WatchRegistry(clock, thread=False)
    watch = registry.attach("vision", MODEL, WatchSettings(), (folder,), lambda notice: print(notice.text))
    answers = _answers(labels)
    ids = (f"{n:064x}" for n in itertools.count())
    (store,) = registry.stores
    store.flush(clock())
    sensor = DriftSensorView("drift", DriftSensorSettings("vision"), registry)
    before, commits, half = _bytes_written(), 0, 0
    recording = counting = 0.0
    seconds = round(days * 86_400)
    for second in range(seconds):
        if second == seconds // 2:
            before, commits, half = _bytes_written(), 0, used(store)
        moments = [Moment(START + second + i / hz, 1000.0 + second + i / hz) for i in range(round(hz))]
        seen = [Observation("cam", at, MODEL, next(answers), next(ids)) for at in moments]
        began = time.perf_counter()
        for observation in seen:
            watch.record(observation)
        recording += time.perf_counter() - began
        clock.passed = second + 1.0
        if (second + 1) % _ROUND == 0:
            began = time.process_time()
            registry.work(clock())
            counting += time.process_time() - began
        if (second + 1) % 60 == 0:
            store.flush(clock())
            commits += 1 + (sensor.next_window() is not None)
    written, kept = (_bytes_written() - before) * 2, (used(store) - half) * 2
    frames = seconds * hz
    at_most = written + commits * 2 * BLOCK
    day = Day(
        written / days / 1e6, at_most / days / 1e6, kept / days / 1e6, counting / frames * 1e6, recording / frames * 1e6
    )
    return day, watch, clock, registry


def used(store: Store) -> int:
    return store.ask(used_bytes)


def week_query_ms(watch: VisionWatch, clock: HandClock) -> float:
    """The median of some answers to "7 days by label and hour"."""
    times: list[float] = []
    for _ in range(11):
        began = time.perf_counter()
        question = {"command": "statistics", "by": "label_and_hour", "hours": 168}
        rows = run_stream_command(watch, question, clock())["rows"]
        times.append((time.perf_counter() - began) * 1000)
        assert rows
    return sorted(times)[5]


def _answers(labels: int) -> Iterator[Answer]:
    chance = random.Random(1)
    box = Box(0.1, 0.2, 0.5, 0.6)
    shares = [1 / (k + 1) for k in range(labels)]

    def detections() -> tuple[Detection, ...]:
        seen = chance.choices(range(labels), shares, k=chance.randrange(5))
        return tuple(Detection(box, f"label {k}", chance.betavariate(8 - k % 4, 2)) for k in seen)

    return itertools.cycle([Answer(Size(1280, 720), detections()) for _ in range(10_007)])


def _bytes_written() -> int:
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["wchar"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=6.0)
    parser.add_argument("--labels", type=int, default=4)
    parser.add_argument("--hz", type=float, default=1.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        day, watch, clock, registry = simulate(Path(folder), arguments.hours / 24, arguments.labels, arguments.hz)
        query = week_query_ms(watch, clock)
        registry.close()
    print(f"written a day   {day.written_mb:7.2f} MB, at most {day.written_mb_at_most:.2f} MB in blocks  (limit 10)")
    print(f"written a month {day.written_mb_at_most * 30 / 1000:7.2f} GB in blocks")
    print(f"kept a day      {day.kept_mb:7.2f} MB  (limit 1)")
    print(f"week by hour    {query:7.2f} ms  (limit 100)")
    print(f"recording       {day.recording_us:7.2f} us a frame")
    print(f"counting        {day.counting_us:7.2f} us a frame")


if __name__ == "__main__":
    main()
