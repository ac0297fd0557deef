"""Slow ramps on simulated sites: the nights, what is said of each case, and the table."""

import csv
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from benchmarks.drift.sites.slow.__main__ import report
from benchmarks.drift.sites.slow.cases import SlowCase, write
from benchmarks.drift.sites.slow.nights import Nights
from benchmarks.drift.sites.slow.ramps import ONSET, RAMPS, change_of, dirtied, side_by_side
from tests.monitoring.months import changed, days, ramp

FOUND = SlowCase("office", 1, ".10 in 6 weeks", 92, warned=17, alarmed=28, alarms=1)


def test_nights_find_a_ramp_and_say_nothing_without_one() -> None:
    for level, alarms in ((ramp, 1), (lambda _: 0.0, 0)):
        nights = Nights(days(ONSET))
        assert not nights.is_at_work
        for number in range(ONSET, 50):
            nights.take(changed(number, level(number)))
        assert nights.is_at_work
        assert [alert.level for alert in nights.raised] == ["drift"] * alarms
    assert "since the first month" not in "".join(alert.cause for alert in nights.raised)


def test_a_dirty_lens_takes_contrast_and_more_of_the_sharpness() -> None:
    day = changed(70, 0.0)
    before, after = day.pictures(), dirtied(day, 70).pictures()
    assert after[:, 3] / before[:, 3] == pytest.approx(0.75**2)
    assert after[:, 2] / before[:, 2] == pytest.approx(0.75)
    assert np.array_equal(dirtied(day, ONSET).pictures(), before)


def test_a_ramp_begins_on_its_day_and_is_none_where_the_mean_cannot_fall_so_far() -> None:
    change = change_of("empty corridor", 0, RAMPS[".10 in 6 weeks"])
    assert change is not None
    assert (change.onset, change.ramp) == (ONSET * 1440, 42 * 1440)
    (first,) = islice(side_by_side("empty corridor", 0, 1, {"ramp": change}), 1)
    assert list(first) == [""]


def test_cases_are_kept_and_reported(tmp_path: Path) -> None:
    cases = [SlowCase("office", 1, "", 92, warnings=1), FOUND]
    write(tmp_path / "cases.csv", cases)
    with (tmp_path / "cases.csv").open() as file:
        assert [row["alarmed"] for row in csv.DictReader(file)] == ["", "28"]
    assert FOUND.words == "office 1, .10 in 6 weeks: warned on day 17, alarm on day 28"
    console = Console(width=150, record=True)
    report(cases, console)
    text = console.export_text()
    assert "no change: 0 alarms and 1 warnings in 92 days of 1 sites" in text
    assert "1 of 1 (21 to 100%)" in text
