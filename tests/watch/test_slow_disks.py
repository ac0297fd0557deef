"""A disk that takes its time: frames wait for it in memory, and nobody else waits."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.random import Random
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings, QueueSettings
from driftwatch.storage.health import Notice
from driftwatch.watch.capture_thread import BACKLOG
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from tests.capture.making import detection, kept, observed, picture

SOON = 5.0  # seconds on a busy host; a disk that is stopped is waited for ever


class StoppedDisk:
    """Every wait for the disk lasts until `gate` opens. waits: how many there were in the test's own thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate = threading.Event()
        self.waits = 0
        self._thread = threading.get_ident()
        monkeypatch.setattr("driftwatch.capture.files.os.fsync", self._wait)

    def _wait(self, _: int) -> None:
        self.waits += threading.get_ident() == self._thread
        assert self.gate.wait(60)


@pytest.fixture
def told() -> list[Notice]:
    return []


@pytest.fixture
def passed_over() -> list[int]:
    return []


@pytest.fixture
def frames(tmp_path: Path, told: list[Notice], passed_over: list[int]) -> Iterator[HardFrames]:
    settings = HardFramesSettings(CaptureSettings(samplers=SamplerSet(low_confidence=LowConfidence())), None, tmp_path)
    ports = HardFramesPorts(lambda _: Context(), told.append, "boot", passed_over=passed_over.append)
    made = HardFrames(settings, lambda: observed([], 0.0).at, ports)
    yield made
    made.close()


def see(frames: HardFrames, number: int) -> None:
    frames.consider(observed([detection(0.5)], 60.0 * number, camera="cam"), picture(number))


def test_a_frame_costs_three_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = StoppedDisk(monkeypatch)
    disk.gate.set()
    queue = Queue(QueueSettings(), tmp_path)
    queue.put(kept(0), 0.0)
    assert disk.waits == 3
    lease = queue.lease(0.0)
    assert lease is not None
    queue.acknowledge(lease.number)
    assert disk.waits == 4


def test_nobody_waits_for_a_disk_that_is_stopped(frames: HardFrames, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = StoppedDisk(monkeypatch)
    begun = time.monotonic()
    for number in range(3 * BACKLOG):
        see(frames, number)
        frames.settled().result(SOON)
    status = frames.status()
    assert status.overlooked == 0
    assert status.queue.frames == status.queue.in_memory == sum(status.judge.kept.values()) > 0
    assert frames.keep_now("cam") is not None
    assert frames.listing(Sought(), 0, 20).total == status.queue.frames + 1
    lease = frames.lease("cam")
    assert lease is not None
    frames.acknowledge(lease)
    assert time.monotonic() - begun < 60
    disk.gate.set()
    frames.written().result(SOON)
    frames.written().result(SOON)
    assert frames.status().queue.in_memory == 0


def test_closing_gives_a_stopped_disk_up_and_says_what_is_lost(
    frames: HardFrames, told: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = StoppedDisk(monkeypatch)
    see(frames, 1)
    frames.settled().result(SOON)
    begun = time.monotonic()
    frames.close()
    assert time.monotonic() - begun < 2 * SOON
    assert [notice.text for notice in told] == [
        "1 hard frames are lost: the disk has not taken them before the service was closed"
    ]
    disk.gate.set()


def test_frames_that_are_passed_over_are_told_once_and_change_the_chances(
    tmp_path: Path, told: list[Notice], passed_over: list[int]
) -> None:
    gate = threading.Event()

    def context(_: str) -> Context:
        gate.wait(60)
        return Context()

    samplers = SamplerSet(random=Random(probability=1.0))
    settings = HardFramesSettings(CaptureSettings(samplers=samplers), None, tmp_path)
    ports = HardFramesPorts(context, told.append, "boot", passed_over=passed_over.append)
    frames = HardFrames(settings, lambda: observed([], 0.0).at, ports)
    for number in range(2 * BACKLOG):
        see(frames, number)
    gate.set()
    frames.settled().result(60)
    assert frames.status().overlooked == BACKLOG
    assert len(told) == 1
    assert "frames so far were not looked at for capture" in told[0].text
    assert passed_over[-1] == BACKLOG
    lease = frames.lease("cam")
    assert lease is not None
    assert lease.kept.record.inclusion == 0.5
    assert lease.kept.record.reasons[0].probability == 0.5
    frames.close()
