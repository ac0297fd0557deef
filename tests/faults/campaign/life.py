"""One life of what the module keeps, under faults, until it is killed: run as a process of its own.

python -m tests.faults.campaign.life FOLDER SEED FAULT...: each line of its output is what it has acknowledged.
"""

import errno
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from driftwatch.capture.budget.settings import BudgetSettings
from driftwatch.capture.files import Files
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.observation import Moment
from driftwatch.storage.health import Notice
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from tests.capture.making import MODEL, detection, observed, picture

FAULTS: Final = ("slow disk", "full disk", "locked store", "clock back", "clock ahead", "camera fails", "frozen frame")
STEP: Final = 10.0  # seconds of its clock between two frames
DAY: Final = 86_400.0


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Life:
    """Frames without end, with everything that is kept of them."""

    def __init__(self, folder: Path, seed: int, faults: frozenset[str]) -> None:
        self.chance = random.Random(seed)
        self.folder, self.faults = folder, faults
        self.wall, self.monotonic = 1.8e9 + time.time() % 1e8, time.monotonic()
        self.registry = WatchRegistry(self.now, thread=False)
        self.watch = self.registry.attach("vision", MODEL, WatchSettings(), (folder,), self.told, "cam")
        self.sensor = DriftSensorView("drift", DriftSensorSettings("vision", window_minutes=1), self.registry)
        budget = BudgetSettings(per_minute=1000, per_hour=100_000, per_day=1_000_000, burst=1000, cooldown_seconds=0)
        capture = CaptureSettings(samplers=SamplerSet(low_confidence=LowConfidence()), budget=budget)
        ports = HardFramesPorts(lambda _: Context(), self.told, "boot", passed_over=self.watch.passed_over)
        self.hard = HardFrames(HardFramesSettings(capture, None, folder), self.now, ports)

    def now(self) -> Moment:
        return Moment(self.wall, self.monotonic)

    def told(self, notice: Notice) -> None:
        say("told", notice.text[:200])

    def step(self, number: int, image: EncodedImage) -> None:
        """One frame; every third is a hard one that somebody takes, and every window is taken that there is."""
        self.wall, self.monotonic = self.wall + STEP, self.monotonic + STEP
        if "clock back" in self.faults and self.chance.random() < 0.02:
            self.wall -= DAY
        if "clock ahead" in self.faults and self.chance.random() < 0.02:
            self.wall += 3650 * DAY
        seen = observed(
            [detection(self.chance.choice((0.4, 0.9)))], self.monotonic, camera="cam", wall=self.wall - self.monotonic
        )
        self.watch.record(seen)
        say("frame")
        if "camera fails" in self.faults:
            self.watch.frame_failed("cam", "it is gone")
        if "frozen frame" in self.faults:
            self.watch.record(seen)
        self.hard.consider(seen, image)
        self.registry.work(self.now())
        if number % 3 == 0:
            self.take()

    def take(self) -> None:
        self.hard.settled().result(30)
        if not self.faults & {"slow disk", "full disk"}:
            self.hard.written().result(30)
            for one in self.hard.listing(Sought("cam"), 0, 1000).frames:
                say("stored", one.record.id)
        if (lease := self.hard.lease("cam")) is not None:
            say("given", lease.kept.record.id)
            self.hard.settle(lease)
            say("settled", lease.kept.record.id)
        while (window := self.sensor.next_window()) is not None:
            say("window", window["frames"])


def disturb(life: Life) -> None:
    """Puts the faults of the disk in place."""
    if "slow disk" in life.faults:
        _patch(lambda: time.sleep(0.03))
    if "full disk" in life.faults:
        write = Files.write

        def full(self: Files, path: Path, content: bytes, is_synced: bool = True) -> None:
            if life.chance.random() < 0.3:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(self, path, content, is_synced)

        Files.write = full
    if "locked store" in life.faults:
        locker = sqlite3.connect(life.folder / "statistics.db", isolation_level=None)
        locker.execute("BEGIN IMMEDIATE")
        time.sleep(life.chance.uniform(0, 0.5))
        locker.execute("ROLLBACK")


def _patch(before: Callable[[], None]) -> None:
    fsync = os.fsync

    def slow(handle: int) -> None:
        before()
        fsync(handle)

    os.fsync = slow


def main(folder: Path, seed: int, faults: frozenset[str]) -> None:
    life = Life(folder, seed, faults)
    images = [picture(number) for number in range(20)]
    say("begun")
    disturb(life)
    number = 0
    while number < 100_000:
        life.step(number, life.chance.choice(images))
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), frozenset(sys.argv[3:]))
