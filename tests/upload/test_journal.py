import json
from pathlib import Path

import pytest

from driftwatch.upload.journal import FILE, Journal, JournalEntry
from driftwatch.upload.request import UploadRequest
from tests.capture.failing import FailingFiles, no_space

ENTRIES = (
    JournalEntry(),
    JournalEntry(UploadRequest(), 3, "frame", "machine"),
    JournalEntry(UploadRequest("d", (), 7, "door"), 0, "", "app"),
)


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_was_written_is_read_again(tmp_path: Path, entry: JournalEntry) -> None:
    assert Journal(tmp_path / "new").write(entry) == ""
    assert Journal(tmp_path / "new").read() == entry


def test_there_is_nothing_at_first(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert Journal(tmp_path).read() == JournalEntry()
    assert not caplog.records


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"request": {"limit": "x"}, "uploaded": 0, "sending": "", "route": ""}', "\0" * 90],
)
def test_a_damaged_file_counts_as_none_and_is_told(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_text(content)
    assert Journal(tmp_path).read() == JournalEntry()
    assert "must be asked for again" in caplog.text


def test_a_disk_that_fails_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    Journal(tmp_path).write(ENTRIES[1])
    full = Journal(tmp_path, FailingFiles(lambda _: no_space()))
    assert full.write(JournalEntry()) == "No space left on device"
    assert Journal(tmp_path).read() == ENTRIES[1]


def test_in_memory_nothing_is_kept() -> None:
    journal = Journal(None)
    assert journal.write(ENTRIES[1]) == ""
    assert journal.read() == JournalEntry()


def test_no_key_is_in_the_file(tmp_path: Path) -> None:
    Journal(tmp_path).write(ENTRIES[1])
    assert json.loads((tmp_path / FILE).read_text()).keys() == {"request", "uploaded", "sending", "route"}
