import threading
from pathlib import Path

import pytest

from driftwatch.observation import Moment
from driftwatch.storage.health import Notice, StoreError
from driftwatch.storage.rollups import Span, read_minutes
from driftwatch.storage.store import Store
from driftwatch.storage.write_buffer import Disk
from tests.storage.failing import FailingDisk
from tests.storage.records import START, STREAM, full_batch

NOW = Moment(START, 100.0)


def count(store: Store) -> int:
    return store.ask(lambda connection: len(list(read_minutes(connection, STREAM, Span(0, START * 2)))))


def test_what_is_flushed_is_there_after_reopening(tmp_path: Path) -> None:
    store = Store((tmp_path,), lambda _: None)
    store.submit(full_batch())
    assert store.flush(NOW)
    assert store.close(NOW)
    again = Store((tmp_path,), lambda _: None)
    assert count(again) == 1
    assert again.close(NOW)


def test_closing_commits_and_leaves_no_thread(tmp_path: Path) -> None:
    before = threading.active_count()
    store = Store((tmp_path,), lambda _: None)
    store.submit(full_batch())
    assert store.close(NOW)
    assert threading.active_count() == before
    again = Store((tmp_path,), lambda _: None)
    assert count(again) == 1
    again.close(NOW)


def test_a_question_that_raises_raises_where_it_was_asked(tmp_path: Path) -> None:
    store = Store((tmp_path,), lambda _: None)
    with pytest.raises(ZeroDivisionError):
        store.ask(lambda _: 1 / 0)
    with pytest.raises(StoreError, match="no such table"):
        store.ask(lambda connection: connection.execute("SELECT * FROM nowhere"))
    assert count(store) == 0
    store.close(NOW)


def test_a_disk_that_hangs_holds_nobody_up(tmp_path: Path) -> None:
    hangs, let_go = threading.Event(), threading.Event()

    def hang(_: Path) -> str | None:
        hangs.set()
        let_go.wait(60)
        return None

    store = Store((tmp_path,), lambda _: None, disk=Disk(why_unusable=hang))
    assert hangs.wait(60)
    for _ in range(10_000):
        store.submit(full_batch())
    with pytest.raises(StoreError, match=r"within 0\.01 s"):
        store.ask(lambda _: 0, timeout=0.01)
    assert not store.flush(NOW, timeout=0.01)
    assert not store.close(NOW, timeout=0.01)
    assert store.health.dropped >= 2 * (10_000 - 4096)
    let_go.set()
    assert store.close(NOW, timeout=60)


def test_health_tells_of_a_folder_that_cannot_be_written() -> None:
    notices: list[Notice] = []
    disk = FailingDisk()
    disk.usable = "Permission denied"
    store = Store((Path("/nowhere"),), notices.append, disk=Disk(disk.connect, disk.why_unusable))
    store.submit(full_batch())
    assert not store.flush(NOW)
    assert "Permission denied" in store.health.reason
    assert store.health.waiting == 2
    assert count(store) == 1
    store.close(NOW)
    assert [n.severity for n in notices] == ["warning"]
