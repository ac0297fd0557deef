"""A clock that is years ahead deletes nothing that people did, unless it stays so."""

import sqlite3

import pytest

from driftwatch.observation import Moment
from driftwatch.storage.aging import Aging
from driftwatch.storage.database import open_memory
from driftwatch.storage.health import Notice
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch, ReviewRecord
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import prepare
from driftwatch.storage.write import write_batch
from tests.storage.records import MODEL, START, STREAM, minute

DAY = 86_400.0
YEARS = 3650 * DAY


class Machine:
    """A clock and a store, in which a minute and a review are counted each ten minutes."""

    def __init__(self, wall: float = START, connection: sqlite3.Connection | None = None, days: int = 60) -> None:
        """days: for which reviews are kept."""
        self._retention = RetentionSettings(reviews_days=days)
        self.wall, self.monotonic = wall, 100.0
        self.connection = connection or open_memory()
        prepare(self.connection)
        self.notices: list[Notice] = []
        self._aging = Aging(self.notices.append)
        self._aging.begin(self.connection)
        self.written = 0

    def runs(self, minutes: int, writes: bool = True) -> None:
        for _ in range(minutes // 10):
            if writes:
                at = round(self.wall)
                review = ReviewRecord(f"{at}", STREAM, MODEL, at * 1000, at * 1000, 1, "{}")
                batch = Batch(minutes=(minute(at // 60 * 60, face=(0.9,)),), reviews=(review,))
                write_batch(self.connection, InternedNames(self.connection), batch)
                self.written += 1
            now = Moment(self.wall, self.monotonic)
            self._aging.run(self.connection, self._retention, now, is_on_disk=True)
            self.wall += 600.0
            self.monotonic += 600.0

    def kept(self) -> tuple[int, int]:
        """Minutes and reviews."""
        counts = [self.connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in _TABLES]
        return counts[0], counts[1]


_TABLES = ("frame_stats", "frame_review")


def test_a_clock_that_leaps_ahead_for_some_hours_costs_nothing_and_is_said() -> None:
    machine = Machine()
    machine.runs(300)
    machine.wall += YEARS
    machine.runs(1200)
    machine.wall -= YEARS
    machine.runs(600)
    assert machine.kept() == (machine.written, machine.written)
    (notice,) = machine.notices
    assert notice.text.startswith("the clock is 3650 days ahead of what was counted last: if that stays so for a day")


def test_what_is_too_old_by_a_clock_that_stays_so_goes_after_a_day() -> None:
    machine = Machine()
    machine.runs(300)
    old = machine.written
    machine.wall += YEARS
    machine.runs(23 * 60)
    assert machine.kept() == (machine.written, machine.written)
    machine.runs(8 * 60)
    assert machine.kept() == (machine.written - old, machine.written - old)


@pytest.mark.parametrize("first", [0.0, START + 20 * DAY])
def test_a_machine_without_a_battery_that_is_switched_on_each_day_ages_what_it_has(first: float) -> None:
    """It starts in 1970, or at the time it was switched off, and learns the time after some minutes."""
    machine = Machine()
    machine.runs(600)
    old = machine.written
    connection, wall = machine.connection, START
    for _ in range(75):
        wall += DAY
        machine = Machine(first if first == 0.0 else wall - DAY + 600.0 * 10, connection)
        machine.runs(20, writes=False)
        machine.wall = wall
        machine.runs(600 if wall > START + 63 * DAY else 20)
        assert machine.notices == []
    reviews = connection.execute("SELECT count(*) FROM frame_review WHERE done_ms < ?", ((START + DAY) * 1000,))
    assert old > 0
    assert reviews.fetchone() == (0,)


def test_a_machine_that_starts_years_ahead_of_what_it_has_waits_a_day_too() -> None:
    machine = Machine()
    machine.runs(300)
    later = Machine(START + YEARS, machine.connection)
    later.runs(23 * 60)
    assert later.kept()[1] == machine.written + later.written
    assert len(later.notices) == 1


def test_what_was_reviewed_before_the_clock_was_ever_set_stays_until_something_with_a_date_is_too_old() -> None:
    machine = Machine(wall=900.0, days=2)
    machine.runs(120)
    undated = machine.written
    machine.wall = START
    machine.runs(1440)
    assert machine.kept()[1] == machine.written
    assert machine.notices == []
    machine.runs(1440 + 600)
    assert undated < machine.written - machine.kept()[1] <= undated + 60
