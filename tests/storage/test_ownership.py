import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from driftwatch.storage.ownership import LOCK, OwnedFiles, Owners, is_in_use


class Time:
    """Passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def owners(who: str, time: Time | None = None, patience: float = 0.0) -> Owners:
    time = time or Time()
    return Owners(who, patience, time, time.sleep)


def test_a_second_owner_is_refused_by_the_name_of_the_first_until_that_one_ends(tmp_path: Path) -> None:
    first, second = owners("gate"), owners("yard")
    assert first.why_unusable(tmp_path) is None
    assert first.why_unusable(tmp_path) is None
    assert second.why_unusable(tmp_path) == f'it is in use by module "gate" (process {os.getpid()})'
    assert is_in_use(tmp_path)
    first.close()
    assert not is_in_use(tmp_path)
    assert second.why_unusable(tmp_path) is None
    second.close()


def test_a_process_that_was_killed_owns_nothing(tmp_path: Path) -> None:
    hold = f"import fcntl, os, time\nlock = os.open({str(tmp_path / LOCK)!r}, os.O_RDWR | os.O_CREAT)\n"
    hold += "fcntl.flock(lock, fcntl.LOCK_EX)\nprint('held', flush=True)\ntime.sleep(600)\n"
    process = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    mine = owners("gate")
    assert mine.why_unusable(tmp_path) == "it is in use by another process"
    process.kill()
    process.wait()
    process.stdout.close()
    assert mine.why_unusable(tmp_path) is None
    mine.close()


def test_an_owner_that_is_ending_is_waited_for_once(tmp_path: Path) -> None:
    time = Time()
    first, second = owners("gate"), owners("gate", time, patience=10.0)
    assert first.why_unusable(tmp_path) is None
    assert second.why_unusable(tmp_path) is not None
    assert time.now == pytest.approx(10, abs=0.2)
    assert second.why_unusable(tmp_path) is not None
    assert time.now == pytest.approx(10, abs=0.2)
    first.close()


def test_a_folder_that_was_deleted_and_made_again_is_owned_again(tmp_path: Path) -> None:
    mine, theirs = owners("gate"), owners("yard")
    assert mine.why_unusable(tmp_path) is None
    (tmp_path / LOCK).unlink()
    assert mine.why_unusable(tmp_path) is None
    assert theirs.why_unusable(tmp_path) is not None
    mine.close()


def test_two_services_of_one_process_cannot_have_one_directory_or_one_inside_the_other(tmp_path: Path) -> None:
    mine = owners("gate")
    spool = tmp_path / "spool"
    (spool / "inner").mkdir(parents=True)

    def why(folder: Path, holder: str) -> str | None:
        return mine.why_not(folder, tmp_path / f"{folder.name}.lock", holder)

    assert why(spool, "v1") is None
    assert why(spool, "v1") is None
    assert why(spool, "v2") == 'it is in use by the vision service "v1" already'
    assert why(spool / "inner", "v2") == 'it is in use by the vision service "v1" already'
    assert why(tmp_path / "other", "v2") is None
    mine.release("v1")
    assert why(spool, "v2") is None
    mine.close()


def test_a_spool_may_lie_in_the_state_folder_but_not_around_it(tmp_path: Path) -> None:
    mine = owners("gate")
    state = tmp_path / "data" / "state"
    assert mine.why_unusable(state) is None
    words = "it is in use by the state of this module already"
    assert mine.why_not(tmp_path / "data", tmp_path / "data.lock", "v") == words
    assert mine.why_not(state, tmp_path / "state.lock", "v") == words
    assert mine.why_not(state / "spool", tmp_path / "spool.lock", "v") is None
    mine.close()


def test_files_are_written_only_by_the_owner(tmp_path: Path) -> None:
    first, second = owners("gate"), owners("yard")
    assert first.why_unusable(tmp_path) is None
    with pytest.raises(OSError, match='in use by module "gate"'):
        OwnedFiles(tmp_path, second).make_folder(tmp_path / "queue")
    OwnedFiles(tmp_path, first).make_folder(tmp_path / "queue")
    assert (tmp_path / "queue").is_dir()
    first.close()


def test_a_file_system_without_locks_is_used_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", none)
    mine = owners("gate")
    assert mine.why_unusable(tmp_path) is None
    assert not is_in_use(tmp_path)
    mine.close()
