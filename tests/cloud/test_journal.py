from pathlib import Path

import pytest

from driftwatch.cloud.journal import Journal, JournalError


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "j"
    Journal(path).write("before", 1.5, {"part": "a"})
    Journal(path).write("after", 2.5, {"part": "a", "outcome": "done"})
    read = Journal(path)
    assert [(one.number, one.at, one.kind) for one in read.entries] == [(0, 1.5, "before"), (1, 2.5, "after")]
    assert read.of("after")[0].content == {"part": "a", "outcome": "done"}
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("length", range(1, 60, 7))
def test_a_torn_last_line_was_never_acted_on(length: int, tmp_path: Path) -> None:
    path = tmp_path / "j"
    Journal(path).write("begin", 1.0, {})
    whole = path.read_bytes()
    Journal(path).write("before", 2.0, {"part": "a" * 40})
    path.write_bytes(path.read_bytes()[: len(whole) + length])
    journal = Journal(path)
    assert len(journal.entries) == 1
    journal.write("before", 3.0, {"part": "b"})
    assert [one.at for one in Journal(path).entries] == [1.0, 3.0]


@pytest.mark.parametrize("damage", [b"{]\n", b'{"v": 1, "n": 5, "at": 1, "kind": "x"}\n', b'{"v": 9, "n": 0}\n'])
def test_a_damaged_journal_is_refused(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_bytes(damage)
    with pytest.raises(JournalError, match="line 1"):
        Journal(path)
    assert path.read_bytes() == damage


def test_a_disk_that_does_not_take_it_is_an_error(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "missing" / "j")
    with pytest.raises(JournalError, match="cannot be written"):
        journal.write("begin", 1.0, {})
    assert journal.entries == ()
