"""What a store could not write at the end of a run, and what the next run says of it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from driftwatch.observation import Moment
from driftwatch.storage import unwritten
from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.health import Notice
from driftwatch.storage.store import Store
from tests.storage.records import START, full_batch

NOW = Moment(START, 100.0)


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose file another program holds, with records that wait."""
    monkeypatch.setattr("driftwatch.storage.database._BUSY_SECONDS", 0.0)
    store = Store((tmp_path,), lambda _: None)
    assert store.flush(NOW, 30)
    return store


def opened_again(folder: Path) -> list[str]:
    notices: list[Notice] = []
    store = Store((folder,), notices.append)
    assert store.flush(NOW, 30)
    store.close(NOW, 30)
    return [notice.text for notice in notices]


def ends(store: Store, folder: Path) -> None:
    """While the file is locked."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as locker:
        locker.execute("BEGIN IMMEDIATE")
        store.submit(full_batch())
        store.flush_or_tell(NOW)
        assert (folder / unwritten.FILE).stat().st_mode & 0o777 == 0o600


def test_what_a_locked_file_did_not_take_is_said_once_by_the_next_run(
    tmp_path: Path, locked: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(locked, tmp_path)
    monkeypatch.setattr(unwritten, "_RUN", "the next")  # this one is killed, as nobody closes its store
    (line,) = opened_again(tmp_path)
    assert line.startswith("the run before this one ended before the disk had taken 2 minutes and samples, which")
    assert line.endswith("database is locked")
    assert opened_again(tmp_path) == []


def test_what_is_written_in_the_last_moment_is_not_called_lost(
    tmp_path: Path, locked: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(locked, tmp_path)
    assert locked.close(NOW, 30)
    monkeypatch.setattr(unwritten, "_RUN", "the next")
    assert opened_again(tmp_path) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"records": "many"}', "9" * 5000, json.dumps({"run": 1})])
def test_a_note_that_cannot_be_read_still_says_that_something_is_lost(tmp_path: Path, content: str) -> None:
    (tmp_path / unwritten.FILE).write_text(content)
    assert unwritten.found(tmp_path).startswith("the run before this one ended before the disk had taken some")
    assert unwritten.found(tmp_path) == ""
