"""Sites whose traffic was counted in the world: as many come as were counted, and only where something was counted."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.drift.sites.__main__ import chosen_sites
from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.kinds import (
    FIGURE_KINDS,
    RECORDED_FIGURE_KINDS,
    RECORDED_TUNING_KINDS,
    TUNING_KINDS,
    named,
)
from benchmarks.drift.sites.recorded.calendar import CivilCalendar
from benchmarks.drift.sites.recorded.series import Recorded, recorded
from benchmarks.drift.sites.scoring.truth import Truth
from benchmarks.drift.sites.simulate import simulate
from benchmarks.drift.sites.site import site_of, surroundings

AUCKLAND = CivilCalendar("NZ", "AUK", "Pacific/Auckland")
ALL = {**RECORDED_TUNING_KINDS, **RECORDED_FIGURE_KINDS}


def made_up(*days: list[float]) -> Recorded:
    return Recorded(datetime.date(2024, 3, 4), np.array(days, np.float64))  # a Monday


def test_every_series_is_there_and_used_once() -> None:
    assert len(ALL) == len(RECORDED_TUNING_KINDS) + len(RECORDED_FIGURE_KINDS)
    assert not ALL.keys() & {**TUNING_KINDS, **FIGURE_KINDS}.keys()
    for kind in ALL.values():
        for series in kind.recorded:
            assert np.isfinite(recorded(kind.calendar, series).counts).sum() > 200 * 24


def test_recorded_kinds_are_chosen_by_a_flag() -> None:
    assert {name for name, _ in chosen_sites(1.0, recorded=True, seeds=1)} == RECORDED_FIGURE_KINDS.keys()
    assert {name for name, _ in chosen_sites(1.0, True, 1, recorded=True)} == RECORDED_TUNING_KINDS.keys()
    assert {name for name, _ in chosen_sites(1.0, seeds=1)} == FIGURE_KINDS.keys()


def test_as_many_come_in_each_hour_as_were_counted() -> None:
    kind = named("auckland 1 Courthouse Lane")
    site, stream = site_of(kind, 3), simulate(kind, 2, 3)
    for day in range(2):
        counted = site.counted(kind.recorded[0], day)
        assert stream.day_objects[day].sum() == counted.sum() > 0
        came = stream.truth.arrivals[day * MINUTES : (day + 1) * MINUTES].reshape(24, 60).sum(axis=1)
        # Those who come with others come some seconds later, so a few are of the next hour.
        assert np.abs(np.cumsum(came) - np.cumsum(counted)).max() <= 0.02 * counted.sum()


def test_two_series_of_a_site_are_two_labels() -> None:
    kind = named("washington bicycles")
    site, stream = site_of(kind, 1), simulate(kind, 1, 1)
    assert stream.labels[:2] == ("registered", "casual")
    assert stream.day_objects[0, :2].tolist() == [site.counted(name, 0).sum() for name in kind.recorded]


def test_hours_follow_the_clocks_of_people() -> None:
    record = made_up(list(range(24)), list(range(100, 124)))
    assert record.hours(record.first, 0).tolist() == list(range(24))
    ahead = record.hours(record.first, 1)
    assert (ahead[0], ahead[-1]) == (1, 100)
    assert np.isnan(record.hours(record.first + datetime.timedelta(days=1), 1)[-1]), "after the end of the record"


def test_what_is_usual_is_the_median_of_days_of_the_kind() -> None:
    record = made_up([1.0] * 24, [2.0] * 24, [9.0] * 24, [np.nan] * 24, [50.0] * 24)
    days = [record.first + datetime.timedelta(days=day) for day in range(5)]
    kinds = dict(zip(days, ("working", "working", "working", "working", "holiday"), strict=True))
    assert set(record.usual(days[0], 0, kinds)) == {2.0}
    assert set(record.usual(days[4], 0, kinds)) == {50.0}
    assert record.whole(days[0], 3)
    assert not record.whole(days[1], 3)


def test_the_camera_looks_only_where_something_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = named("auckland 1 Courthouse Lane")
    site = site_of(kind, 3)
    counts = site.counted(kind.recorded[0], 0).copy()
    counts[7:9] = np.nan
    monkeypatch.setattr(type(site), "counted", lambda *_: counts)
    on = surroundings(site, 0).on
    assert np.flatnonzero(~on).tolist() == list(range(7 * 60, 9 * 60))


def test_no_change_begins_between_christmas_and_new_year() -> None:
    kind = named("auckland 1 Courthouse Lane")
    midnight = datetime.datetime(2023, 12, 23, tzinfo=datetime.timezone(datetime.timedelta(hours=kind.zone_h)))
    stream = replace(simulate(kind, 2, 3), start_s=int(midnight.timestamp()))
    assert Truth(kind, stream).between_the_years.tolist() == [False, True]


@pytest.mark.parametrize(
    ("date", "kind", "clock"),
    [
        ("2024-02-06", "holiday", 1),  # Waitangi Day
        ("2024-06-08", "saturday", 0),
        ("2024-06-09", "sunday", 0),
        ("2024-06-10", "working", 0),
    ],
)
def test_days_are_those_of_the_place(date: str, kind: str, clock: int) -> None:
    day = datetime.date.fromisoformat(date)
    assert AUCKLAND.kind(day) == kind
    assert AUCKLAND.clock_shift(day) == clock
