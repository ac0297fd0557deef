import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from driftwatch.encoded_image import EncodedImage
from driftwatch.engine import collectors, hand_over
from driftwatch.engine.hand_over import HandOver
from driftwatch.engine.ports import Extra
from driftwatch.storage.health import Notice
from driftwatch.watch.hard_frames import HardFrames
from tests.engine.hard_frames import see, unsure_kept_in
from tests.waiting import until_async


class Cameras:
    """Of a machine that has these. None: it cannot be asked."""

    def __init__(self, *names: str) -> None:
        self.known: frozenset[str] | None = frozenset(names)

    async def frame(self, name: str, extra: Extra | None, timeout: float | None) -> EncodedImage:
        raise AssertionError(name)

    async def names(self) -> frozenset[str] | None:
        return self.known


@pytest.fixture
def frames(tmp_path: Path) -> Iterator[HardFrames]:
    """A frame of "old" and one of "slow" wait."""
    made = unsure_kept_in(tmp_path)
    see(made, 1, "old")
    see(made, 2, "slow")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for, but by the deliveries."""
    monkeypatch.setattr(collectors, "GONE_AFTER", 0.0)
    monkeypatch.setattr(collectors, "FULL", 0.001)
    monkeypatch.setattr(hand_over, "_LOOK_SECONDS", 0.01)


async def test_a_frame_of_a_camera_that_is_gone_goes_along_and_is_told_of_once(frames: HardFrames) -> None:
    told: list[Notice] = []
    handing = HandOver(frames, Cameras("new", "slow"), told.append, None)
    got: list[str] = []

    async def has_come() -> bool:
        delivery = await handing.next("new", takes_all=True)
        got.extend([delivery.kept.record.camera] if delivery else [])
        return bool(got)

    await until_async(has_come, 20, "the frame of the old camera")
    assert got == ["old"]
    assert await handing.next("new", takes_all=True) is None
    await handing.close(1)
    words = 'hard frames of "old", a camera that this machine no longer has, go along with "new": 1'
    assert [one.text for one in told if one.severity == "info"] == [words]


async def test_where_the_machine_cannot_be_asked_no_camera_is_gone(frames: HardFrames) -> None:
    cameras = Cameras()
    cameras.known = None
    handing = HandOver(frames, cameras, lambda _: None, None)
    handing._deliveries._open_at = 0.0  # pyright: ignore[reportPrivateUsage]
    assert await handing.next("new", takes_all=True) is None
    await handing.close(1)


async def test_that_nobody_fetches_is_told_once_and_its_end_too(frames: HardFrames) -> None:
    told: list[Notice] = []
    handing = HandOver(frames, Cameras("old", "slow"), told.append, None)

    async def is_told() -> bool:
        return bool(told)

    await until_async(is_told, 20, "the warning")
    assert handing.unfetched.startswith('nobody fetches the hard frames of "old", "slow", 2 wait')
    for camera in ("old", "slow"):
        await handing.next(camera, takes_all=False)

    async def has_ended() -> bool:
        return handing.unfetched == ""

    await until_async(has_ended, 20, "the warning to end")
    await asyncio.sleep(0)
    await handing.close(1)
    assert [(one.severity, one.text) for one in told][1:] == [("info", "the hard frames are fetched now")]
    assert told[0].severity == "warning"
