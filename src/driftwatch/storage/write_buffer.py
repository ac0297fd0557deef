"""Batches that are on disk, or wait in memory until the disk takes them again. For one thread only."""

import contextlib
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from driftwatch.errors import DriftwatchError
from driftwatch.observation import Moment
from driftwatch.storage import database, unwritten
from driftwatch.storage.aging import Aging
from driftwatch.storage.fresh_log import add_up
from driftwatch.storage.health import Notice, StoreError, StoreHealth
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import prepare
from driftwatch.storage.state_dir import choose_state_dir, why_unwritable
from driftwatch.storage.write import put_aside_batches, write_batch

T = TypeVar("T")
Question = Callable[[sqlite3.Connection], T]

WAITING_LIMIT = 3000  # minutes and samples: some 8 hours of one stream, some 10 MB
_ADD_UP_SECONDS = 1800.0  # for which minutes wait on disk to be added to their tables
_ADD_UP_PARTS, _READ_PARTS = 64, 16  # kilobytes that wait at most, and beyond which a question has them added
_STEPS = 10_000  # of SQLite, between two looks at the clock: a millisecond or so
_CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
_FAILURES = (sqlite3.Error, OSError, DriftwatchError)


@dataclass(frozen=True, slots=True)
class Disk:
    """What the buffer touches the disk with; tests put failing ones in."""

    connect: database.Connect = database.connect
    why_unusable: Callable[[Path], str | None] = why_unwritable


class WriteBuffer:
    """Never raises for what a disk does: `health` says so, `notify` gets it once, and each commit tries again."""

    def __init__(
        self,
        places: tuple[Path, ...],
        retention: RetentionSettings,
        notify: Callable[[Notice], None],
        disk: Disk | None = None,
    ) -> None:
        self._places, self.retention, self._notify, self._disk = places, retention, notify, disk or Disk()
        self._waiting: deque[Batch] = deque()
        self._weight = self._dropped = 0
        self._path: Path | None = None
        self._connection: sqlite3.Connection | None = None
        self._aging = Aging(notify)
        self._add_up_at, self._aside = float("-inf"), 0  # seconds of the monotonic clock; parts that wait on disk
        self._reason = self._logged = ""
        self._suspect = False

    @property
    def health(self) -> StoreHealth:
        path, reason = self._path, self._reason
        return StoreHealth(path is not None and not reason, path, reason, self._weight, self._dropped)

    def hold(self, batch: Batch) -> None:
        """Takes `batch` for the next commit. Where too much waits, the oldest statistics go; conclusions stay."""
        self._waiting.append(batch)
        self._weight += batch.statistics
        if self._weight <= WAITING_LIMIT:
            return
        dropped = self._take_oldest(self._weight - WAITING_LIMIT)
        self._waiting.appendleft(sum((old.without_statistics for old in dropped), Batch()))

    def commit(self, now: Moment) -> None:
        """Writes everything that waits in one transaction."""
        if self._vanished() or self._path is None:
            self.open()
        try:
            self._write()
            if now.monotonic >= self._add_up_at or self._aside >= _ADD_UP_PARTS:
                self._add_up()
                self._add_up_at = now.monotonic + _ADD_UP_SECONDS
        except _FAILURES as error:
            self._fail(error)
        else:
            if self._path is not None:
                self._recover()
        self._upkeep(now)

    def read(self, question: Question[T], is_late: Callable[[], bool] = lambda: False) -> T:
        """Asks the file, with what still waits as if it were written. Raises StoreError.

        is_late: whether nobody waits for the answer any more; then it is broken off, and the next job gets its turn.
        """
        if self._connection is None:
            self.open()
        connection = self._usable()
        if self._aside > _READ_PARTS:
            with contextlib.suppress(sqlite3.Error):  # the next commit says it
                self._add_up()
        try:
            # Taken back in any case: the changes live in SQLite's page cache and never reach the disk.
            connection.execute("BEGIN")
            self._add_waiting(connection)
            connection.set_progress_handler(is_late, _STEPS)
            return question(connection)
        except sqlite3.Error as error:
            if database.is_damage(error):
                self._fail(error)
            raise StoreError(f"the statistics file cannot be read: {error}") from error
        finally:
            with contextlib.suppress(sqlite3.Error):  # it may be closed by now
                connection.set_progress_handler(None, 0)
            self._roll_back(connection)

    def change(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Writes what waits, and lets `change` work on the file. Raises StoreError where there is none, or it fails."""
        if self._path is None:
            self.open()
        if self._path is None:
            raise StoreError(f"there is no statistics file to change: {self._reason}")
        try:
            self._write()
            self._add_up()
            change(self._usable())
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"the statistics file cannot be changed: {error}") from error

    def open(self) -> None:
        """Takes the first place that lets a file be opened; memory is used until one does."""
        if self._path is not None:
            self.close()
        chosen = choose_state_dir(self._places, self._disk.why_unusable)
        try:
            if chosen.path is None:
                raise StoreError("; ".join(chosen.refused) or "no state folder is known (attribute state_dir)")
            path = chosen.path / database.FILE_NAME
            opened = database.open_file(path, self._disk.connect, suspect=self._suspect)
            self._aging.begin(opened.connection)
        except _FAILURES as error:
            self._fail(error)
            if self._connection is None:
                self._connection = database.open_memory()
                prepare(self._connection)
            return
        self.close()
        self._connection, self._path, self._suspect = opened.connection, path, False
        prepare(self._connection)
        with contextlib.suppress(sqlite3.Error):  # what a run left that was killed; each commit tries again
            self._add_up()
        for notice in (opened.notice, unwritten.found(path.parent)):
            if notice:
                self._notify(Notice("warning", notice))

    def close(self) -> None:
        """Leaves one whole file, without a log next to it."""
        if (connection := self._connection) is not None:
            for last in (self._add_up, lambda: connection.execute(_CHECKPOINT).fetchall(), connection.close):
                with contextlib.suppress(sqlite3.Error):
                    last()
        self._connection, self._path = None, None

    def _vanished(self) -> bool:
        """Whether the file was deleted under us; SQLite itself would go on writing into nowhere."""
        try:
            return self._path is not None and not self._path.exists()
        except OSError:
            return True

    def _write(self) -> None:
        connection = self._usable()
        if self._path is None and self._places:
            return  # memory replaces a disk that may come back: what waits goes on waiting
        # A person's review outlives a power cut once it is answered; for that the disk is waited for.
        survives = any(batch.reviews for batch in self._waiting)
        try:
            with database.power_cut_safe(connection, survives), database.transaction(connection):
                if self._path is None:
                    self._add_waiting(connection)
                else:
                    self._aside = put_aside_batches(connection, self._waiting) or self._aside
        except Exception as error:
            if isinstance(error, StoreError) or database.is_of_the_disk(error):
                raise
            # A record that cannot be written must not keep back all that come after it.
            dropped = self._take_oldest(self._weight or 1)
            count = sum(batch.statistics for batch in dropped)
            self._notify(Notice("warning", f"{count} records were dropped, one of them cannot be written: {error!r}"))
        self._waiting.clear()
        self._weight = 0

    def _add_up(self) -> None:
        with database.transaction(self._usable()):
            lost = add_up(self._usable())
        self._aside = 0
        if lost:
            self._notify(Notice("warning", f"{lost} minutes cannot be read from the disk any more, and are lost"))

    def _add_waiting(self, connection: sqlite3.Connection) -> None:
        add_up(connection)
        names = InternedNames(connection)
        for batch in self._waiting:
            write_batch(connection, names, batch)

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        """A connection that cannot even do that is of no more use; the next call opens another."""
        try:
            connection.rollback()
        except sqlite3.Error:
            self.close()

    def _fail(self, error: BaseException) -> None:
        self._reason = str(error) or type(error).__name__
        if self._reason != self._logged:
            self._logged = self._reason
            self._notify(Notice("warning", f"statistics are kept in memory only: {self._reason}"))
        if database.is_damage(error):
            self._suspect = True
            self.close()

    def _recover(self) -> None:
        if self._logged:
            self._notify(Notice("info", f"statistics are written to {self._path} again"))
        self._reason = self._logged = ""

    def _upkeep(self, now: Moment) -> None:
        if self._connection is None:
            return
        try:
            self._aging.run(self._connection, self.retention, now, is_on_disk=self._path is not None)
        except sqlite3.Error as error:
            self._fail(error)

    def _usable(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreError(f"the statistics file is not open: {self._reason}")
        return self._connection

    def _take_oldest(self, weight: int) -> list[Batch]:
        taken: list[Batch] = []
        while weight > 0 and self._waiting:
            batch = self._waiting.popleft()
            taken.append(batch)
            weight -= batch.statistics
            self._weight -= batch.statistics
            self._dropped += batch.statistics
        return taken
