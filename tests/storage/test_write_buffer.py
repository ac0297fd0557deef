import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.observation import Moment
from driftwatch.storage.database import connect
from driftwatch.storage.fresh_log import add_up
from driftwatch.storage.health import Notice, StoreError
from driftwatch.storage.records import Batch, MinuteRecord, ReviewRecord
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import Span, prepare, read_minutes
from driftwatch.storage.write_buffer import WAITING_LIMIT, Disk, WriteBuffer
from tests.storage.failing import FULL, MALFORMED, FailingDisk
from tests.storage.records import MODEL, START, STREAM, event, full_batch, minute, sample

NOW = Moment(START, 100.0)
EVER = Span(0, START * 2)


class Kept:
    """A buffer over a disk that can be made to fail, and what it told its owner."""

    def __init__(self, *places: Path) -> None:
        self.notices: list[Notice] = []
        self.disk = FailingDisk()
        self.buffer = WriteBuffer(
            places, RetentionSettings(), self.notices.append, Disk(self.disk.connect, self.disk.why_unusable)
        )

    def minutes(self) -> list[MinuteRecord]:
        return self.buffer.read(lambda connection: list(read_minutes(connection, STREAM, EVER)))


def on_disk(folder: Path) -> int:
    with closing(connect(folder / "statistics.db")) as connection:
        prepare(connection)
        connection.execute("BEGIN")
        assert add_up(connection) == 0
        (count,) = connection.execute("SELECT count(*) FROM frame_stats").fetchone()
        connection.execute("ROLLBACK")
        return count


def test_what_is_committed_is_on_disk_and_healthy(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.buffer.hold(full_batch())
    kept.buffer.commit(NOW)
    assert on_disk(tmp_path) == 1
    health = kept.buffer.health
    assert (health.healthy, health.path, health.waiting) == (True, tmp_path / "statistics.db", 0)
    assert kept.notices == []


def test_what_waits_is_read_but_not_written_before_the_commit(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.buffer.hold(full_batch())
    assert len(kept.minutes()) == 1
    assert len(kept.minutes()) == 1
    assert on_disk(tmp_path) == 0
    kept.buffer.commit(NOW)
    assert on_disk(tmp_path) == 1


def test_a_full_disk_is_told_once_and_recovers_by_itself(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.buffer.open()
    kept.disk.fail(after=1, times=1000)
    for i in range(3):
        kept.buffer.hold(full_batch(START + 60 * i))
        kept.buffer.commit(NOW)
    assert not kept.buffer.health.healthy
    assert "full" in kept.buffer.health.reason
    kept.disk.fail(after=0, times=0)
    assert len(kept.minutes()) == 3
    kept.buffer.commit(NOW)
    assert kept.buffer.health.healthy
    assert on_disk(tmp_path) == 3
    assert [n.severity for n in kept.notices] == ["warning", "info"]


@pytest.mark.parametrize("error", [None, MALFORMED])
def test_whichever_operation_fails_once_nothing_is_lost_or_doubled(tmp_path: Path, error: Exception | None) -> None:
    whole = Kept(tmp_path / "whole")
    whole.buffer.hold(full_batch())
    whole.buffer.commit(NOW)
    operations = whole.disk.operations
    for n in range(1, operations + 2):
        folder = tmp_path / str(n)
        kept = Kept(folder)
        kept.disk.error = error or kept.disk.error
        kept.disk.fail(after=n)
        kept.buffer.hold(full_batch())
        kept.buffer.commit(NOW)
        kept.buffer.hold(full_batch(START + 60))
        kept.buffer.commit(NOW)
        kept.buffer.commit(NOW)
        assert kept.buffer.health.healthy, n
        frames = [m.roll.totals.frames.frames for m in kept.minutes()]
        assert frames == [1, 1] or (error is MALFORMED and frames == [1]), n
        kept.buffer.close()


def test_memory_stands_in_while_no_place_is_usable_and_is_caught_up(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.disk.usable = "Read-only file system"
    kept.buffer.hold(full_batch())
    kept.buffer.commit(NOW)
    assert "Read-only file system" in kept.buffer.health.reason
    assert len(kept.minutes()) == 1
    kept.disk.usable = None
    kept.buffer.hold(full_batch(START + 60))
    kept.buffer.commit(NOW)
    assert kept.buffer.health.healthy
    assert on_disk(tmp_path) == 2


def test_without_any_place_memory_is_all_there_is() -> None:
    kept = Kept()
    for i in range(3):
        kept.buffer.hold(full_batch(START + 60 * i))
        kept.buffer.commit(NOW)
    health = kept.buffer.health
    assert (health.healthy, health.path, health.waiting) == (False, None, 0)
    assert len(kept.minutes()) == 3
    assert len(kept.notices) == 1


def test_the_second_place_is_taken_where_the_first_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("in the way")
    notices: list[Notice] = []
    buffer = WriteBuffer((tmp_path / "a", tmp_path / "b"), RetentionSettings(), notices.append)
    buffer.open()
    assert buffer.health.path == tmp_path / "b" / "statistics.db"


def test_a_deleted_folder_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    notices: list[Notice] = []
    buffer = WriteBuffer((folder,), RetentionSettings(), notices.append)
    buffer.hold(full_batch())
    buffer.commit(NOW)
    shutil.rmtree(folder)
    buffer.hold(full_batch(START + 60))
    buffer.commit(NOW)
    assert buffer.health.healthy
    assert on_disk(folder) == 1


def test_too_much_waiting_drops_the_oldest_statistics_and_keeps_conclusions(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.disk.usable = "Read-only file system"
    kept.buffer.hold(full_batch())
    for i in range(1, WAITING_LIMIT):
        kept.buffer.hold(Batch(minutes=(minute(START + 60 * i),)))
    assert kept.buffer.health.waiting == WAITING_LIMIT - 1
    assert kept.buffer.health.dropped == 2
    kept.disk.usable = None
    kept.buffer.commit(NOW)
    starts = [m.roll.start for m in kept.minutes()]
    assert (starts[0], len(starts)) == (START + 60, WAITING_LIMIT - 1)
    assert kept.buffer.read(lambda c: c.execute("SELECT count(*) FROM event").fetchone()) == (1,)


def test_a_record_that_cannot_be_written_does_not_keep_back_the_next(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.buffer.hold(Batch(minutes=(minute(START),), events=(event(1 << 70),)))
    kept.buffer.commit(NOW)
    kept.buffer.hold(full_batch(START + 60))
    kept.buffer.commit(NOW)
    assert kept.buffer.health.healthy
    assert on_disk(tmp_path) == 1
    assert "cannot be written" in kept.notices[0].text


def test_damage_found_while_running_is_set_aside(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.buffer.hold(full_batch())
    kept.buffer.commit(NOW)
    kept.buffer.close()
    file = tmp_path / "statistics.db"
    file.write_bytes(file.read_bytes()[:4096] + bytes(file.stat().st_size - 4096))
    kept.buffer.hold(full_batch(START + 60))
    kept.buffer.commit(NOW)
    assert kept.buffer.health.healthy
    assert "set aside" in kept.notices[0].text
    assert on_disk(tmp_path) == 1


def test_a_question_that_fails_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such table"):
        Kept(tmp_path).buffer.read(lambda c: c.execute("SELECT * FROM nowhere"))


def with_one_minute_on_disk_and_one_waiting(folder: Path) -> Kept:
    kept = Kept(folder)
    kept.buffer.hold(full_batch())
    kept.buffer.commit(NOW)
    kept.buffer.hold(full_batch(START + 60))
    return kept


@pytest.mark.parametrize("error", [FULL, MALFORMED])
def test_whichever_operation_of_a_question_fails_the_next_one_is_answered(tmp_path: Path, error: Exception) -> None:
    kept = with_one_minute_on_disk_and_one_waiting(tmp_path / "whole")
    before = kept.disk.operations
    kept.minutes()
    for n in range(1, kept.disk.operations - before + 1):
        kept = with_one_minute_on_disk_and_one_waiting(tmp_path / str(n))
        kept.disk.error = error
        kept.disk.fail(after=n)
        with pytest.raises(StoreError):
            kept.minutes()
        kept.buffer.commit(NOW)
        assert len(kept.minutes()) == 2, n
        assert kept.buffer.health.healthy, n
        kept.buffer.close()


def test_upkeep_runs_after_ten_minutes_and_then_once_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, elapsed = Kept(tmp_path), list[float]()
    monkeypatch.setattr("driftwatch.storage.aging.delete_old", lambda *given: elapsed.append(given[-1]))
    for second in (0, 60, 599, 600, 660, 4199, 4200):
        kept.buffer.hold(Batch(samples=(sample(START),)))
        kept.buffer.commit(Moment(START, 100.0 + second))
    assert elapsed == [0.0, 600.0, 3600.0]


def test_starts_under_a_clock_that_is_years_ahead_age_nothing(tmp_path: Path) -> None:
    for start in (START, *[START + 3650 * 86_400] * 20):
        kept = Kept(tmp_path)
        kept.buffer.hold(full_batch(start))
        kept.buffer.commit(Moment(start, 100.0))
        kept.buffer.commit(Moment(start, 400.0))
        (oldest,) = kept.buffer.read(lambda connection: connection.execute("SELECT min(minute) FROM roll").fetchone())
        assert oldest == START // 60
        kept.buffer.close()


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.buffer.open()
    kept.buffer.close()
    kept.buffer.close()
    assert isinstance(sqlite3.connect(tmp_path / "statistics.db"), sqlite3.Connection)


@pytest.mark.parametrize("has_review", [True, False])
def test_a_commit_with_a_review_waits_for_the_disk(tmp_path: Path, has_review: bool) -> None:
    said: list[str] = []

    def traced(target: Path | str) -> sqlite3.Connection:
        connection = connect(target)
        connection.set_trace_callback(said.append)
        return connection

    buffer = WriteBuffer((tmp_path,), RetentionSettings(), lambda _: None, Disk(traced))
    buffer.open()
    said.clear()
    review = ReviewRecord("r1", STREAM, MODEL, START * 1000, START * 1000, 1, "{}")
    buffer.hold(replace(full_batch(), reviews=(review,) if has_review else ()))
    buffer.commit(NOW)
    modes = [one for one in said if "synchronous" in one or one == "COMMIT"]
    around = ["PRAGMA synchronous = FULL", "COMMIT", "PRAGMA synchronous = NORMAL"]
    assert modes[: len(around) if has_review else 1] == (around if has_review else ["COMMIT"])
