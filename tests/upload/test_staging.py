from contextlib import suppress
from pathlib import Path

import pytest

from driftwatch.upload.staging import Staging
from tests.capture.failing import FailingFiles, Killed
from tests.upload.making import item


def test_a_file_is_there_until_somebody_takes_it(tmp_path: Path) -> None:
    staging, frame = Staging(tmp_path / "s"), item(1)
    staging.put(frame)
    staging.put(frame)
    assert staging.path(frame).read_bytes() == frame.data
    assert staging.holds(frame.id)
    staging.path(frame).unlink()
    assert not staging.holds(frame.id)


def test_half_a_file_does_not_count(tmp_path: Path) -> None:
    frame = item(1)
    for last in range(1, 4):
        folder = tmp_path / str(last)
        with suppress(Killed):
            Staging(folder, FailingFiles(lambda n, last=last: Killed() if n >= last else None)).put(frame)
        staging = Staging(folder)
        assert not folder.exists() or not staging.holds(frame.id)
        staging.put(frame)
        assert staging.path(frame).read_bytes() == frame.data


def test_leftovers_go_but_what_is_in_doubt_stays(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    for number in (1, 2, 3):
        staging.put(item(number))
    staging.remove(item(3).id)
    staging.remove_all_but(item(2).id)
    assert [staging.holds(item(number).id) for number in (1, 2, 3)] == [False, True, False]


def test_a_disk_that_is_gone_is_no_receipt(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Staging(tmp_path / "gone").holds("frame")
