import os
import socket
from pathlib import Path

import pytest

from driftwatch.regular_file import UnusableFileError, check_regular, open_regular, read_regular


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    (tmp_path / "link").symlink_to(path)
    assert check_regular(path) == 3
    assert read_regular(tmp_path / "link", 3) == b"abc"
    with pytest.raises(UnusableFileError, match="more than 2 bytes"):
        read_regular(path, 2)


def test_what_is_no_file_is_refused_without_a_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
        for name, kind in (
            ("pipe", "a pipe"),
            ("folder", "a folder"),
            ("socket", "a socket"),
            ("/dev/null", "a device"),
        ):
            with pytest.raises(UnusableFileError, match=kind):
                open_regular(tmp_path / name)


def test_links_that_lead_nowhere_are_errors_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "never")
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(FileNotFoundError):
        check_regular(tmp_path / "gone")
    with pytest.raises(OSError, match="symbolic links"):
        check_regular(tmp_path / "a")
