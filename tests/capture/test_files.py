"""Kept pictures are for the module's own user alone, and on the disk before anybody hears of them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from driftwatch.capture.files import AtomicFile, Files, make_private, write_whole
from driftwatch.storage import database


@pytest.fixture(params=[0, 0o002, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.usefixtures("umask")
def test_what_is_made_is_its_users_alone_whatever_the_umask(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "hard-frames" / "queue"
    Files().make_folder(folder)
    write_whole(Files(), folder / "1.jpg", b"picture", folder / "1.part")
    AtomicFile(folder / "budget.json").write(b"{}")
    database.connect(tmp_path / "state" / "statistics.db").execute("CREATE TABLE t (x)").connection.close()
    for made in (tmp_path / "state").rglob("*"):
        assert mode(made) == (0o700 if made.is_dir() else 0o600), made
    assert mode(tmp_path / "state") == 0o700


def test_what_an_earlier_version_left_is_made_private(tmp_path: Path) -> None:
    queue = tmp_path / "hard-frames" / "queue"
    queue.mkdir(parents=True)
    (queue / "1.jpg").write_bytes(b"picture")
    (queue / "link").symlink_to("/etc/hostname")
    for path in (tmp_path / "hard-frames", queue, queue / "1.jpg"):
        path.chmod(0o755)
    before = mode(Path("/etc/hostname"))
    make_private(tmp_path / "hard-frames")
    assert [mode(path) for path in (tmp_path / "hard-frames", queue, queue / "1.jpg")] == [0o700, 0o700, 0o600]
    assert mode(Path("/etc/hostname")) == before


def test_folders_of_others_stay_as_they_are(tmp_path: Path) -> None:
    theirs = tmp_path / "data"
    theirs.mkdir(mode=0o755)
    theirs.chmod(0o755)
    Files().make_folder(theirs / "spool")
    assert (mode(theirs), mode(theirs / "spool")) == (0o755, 0o700)


def test_what_is_no_file_is_neither_written_nor_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("pipe", "link"):
        with pytest.raises(OSError):  # noqa: PT011 - whatever the system says
            Files().write(tmp_path / name, b"x")
    with pytest.raises(OSError, match="a pipe, no file"):
        Files().read(tmp_path / "pipe")
    with pytest.raises(OSError, match="a pipe, no file"):
        database.connect(tmp_path / "pipe")
    assert not (tmp_path / "elsewhere").exists()


def test_content_is_on_the_disk_before_its_name_and_the_name_before_the_call_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, object]] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        state = os.fstat(handle)
        is_folder = stat.S_ISDIR(state.st_mode)
        steps.append(("folder", sorted(os.listdir(handle))) if is_folder else ("file", state.st_size))
        fsync(handle)

    class Watched(Files):
        def rename(self, source: Path, target: Path) -> None:
            super().rename(source, target)
            steps.append(("rename", target.name))

    monkeypatch.setattr(os, "fsync", watched)
    AtomicFile(tmp_path / "budget.json", Watched()).write(b"all of it")
    assert steps == [("file", len(b"all of it")), ("rename", "budget.json"), ("folder", ["budget.json"])]
