"""A spool's directory has one owner, and says so where it cannot be used."""

from collections.abc import Callable
from pathlib import Path

from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.observation import Moment
from driftwatch.storage.health import Notice
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.hard_frames_settings import HardFramesPorts, HardFramesSettings
from tests.engine.hard_frames import see


def spooling(folder: Path, spool: Path, why_not: Callable[[Path], str | None], told: list[Notice]) -> HardFrames:
    capture = CaptureSettings(samplers=SamplerSet(low_confidence=LowConfidence()))
    surroundings = HardFramesPorts(lambda _: Context(), told.append, why_not_spool=why_not)
    settings = HardFramesSettings(capture, SpoolSettings(str(spool)), folder)
    return HardFrames(settings, lambda: Moment(1.7e9, 1000.0), surroundings)


def test_a_directory_that_another_service_has_is_left_alone_and_frames_wait_until_it_is_free(tmp_path: Path) -> None:
    told: list[Notice] = []
    reasons = ['it is in use by the vision service "v1" already']
    frames = spooling(tmp_path / "mine", tmp_path / "spool", lambda _: reasons[-1] if reasons else None, told)
    for n in (1, 2):
        see(frames, n)
    assert frames.status().spool_problem == reasons[0]
    assert frames.count() == 2
    assert not (tmp_path / "spool").exists()
    reasons.clear()
    see(frames, 3)
    assert frames.count() == 0
    assert len(list((tmp_path / "spool").rglob("*.jpg"))) == 3
    frames.close()
    words = f"hard frames wait, the directory of spool, {tmp_path / 'spool'}, cannot be used: "
    assert [(one.severity, one.text) for one in told] == [
        ("warning", words + 'it is in use by the vision service "v1" already'),
        ("info", f"hard frames are written to {tmp_path / 'spool'} again"),
    ]


def test_a_directory_that_cannot_be_written_is_told_of_once(tmp_path: Path) -> None:
    told: list[Notice] = []
    (tmp_path / "spool").write_text("a file in its place")
    frames = spooling(tmp_path / "mine", tmp_path / "spool", lambda _: None, told)
    for n in (1, 2, 3):
        see(frames, n)
    assert frames.count() == 3
    frames.close()
    assert [one.severity for one in told] == ["warning"]
