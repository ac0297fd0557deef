"""The scoring: episodes, truth, cases, forks and points."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.drift.sites.__main__ import chosen_sites
from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.kinds import FIGURE_SEEDS, named
from benchmarks.drift.sites.scoring import files, points
from benchmarks.drift.sites.scoring.cases import ALL, SHORT, cases
from benchmarks.drift.sites.scoring.compare import better_baselines, delays
from benchmarks.drift.sites.scoring.learned import learned_day
from benchmarks.drift.sites.scoring.run import Outcome, Quiet, SiteResult, run_site
from benchmarks.drift.sites.scoring.truth import Truth
from benchmarks.drift.sites.scoring.watcher import Diary, monitor, settings_of
from benchmarks.drift.sites.simulate import simulate
from benchmarks.drift.sites.stream import SiteStream
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import Alert, AlertEvent
from driftwatch.monitoring.monitor import StreamMonitor

STORE = named("store room")
QUIET = Quiet("driftwatch", "store room", 1, 27, (), (), 0, 0.0, 100.0)
FOUND = Outcome(
    "driftwatch", "store room", 1, "all missed", 16, False, 200.0, 200.0, 30.0, 90.0, 0.06, 60.0, "count", 90.0, 0.04,
    about=15,
)  # fmt: skip


class Silence:
    """Raises after `patience` minutes without a detection."""

    def __init__(self, patience: int) -> None:
        self.patience, self.silent, self.is_active = patience, 0, False

    def update(self, minute: ClosedMinute) -> Sequence[AlertEvent]:
        seen = minute.rollup.totals.overall.detections
        self.silent = 0 if seen else self.silent + 1
        wrong = self.silent >= self.patience
        if wrong == self.is_active:
            return []
        self.is_active = wrong
        return [event("silence", "raised" if wrong else "cleared", minute.closed.wall)]


def event(name: str, kind: str, at: float) -> AlertEvent:
    assert kind in ("raised", "cleared")
    level = "warning" if name == "low_confidence_rate" else "drift"
    return AlertEvent(kind, at, "s", "m", Alert(name, "cause", at, at, 0.0, 2.0, level=level))  # type: ignore[arg-type]


def test_a_diary_knows_alarms_from_warnings_and_what_still_stands() -> None:
    diary = Diary(600)
    assert len(diary.note([event("rate", "raised", 660.0), event("low_confidence_rate", "raised", 720.0)])) == 2
    diary.note([event("rate", "cleared", 780.0)])
    described = [(one.name, one.level, one.raised, one.ended) for one in diary.episodes]
    assert described == [("rate", "drift", 1.0, 3.0), ("low_confidence_rate", "warning", 2.0, None)]


def worsened(stream: SiteStream, day: int, right: float) -> SiteStream:
    """As if the model had found only that share of what is there on one day."""
    at = slice(day * MINUTES, (day + 1) * MINUTES)
    found, missed = stream.truth.right.copy(), stream.truth.missed.copy()
    found[at] = (found[at] * right).astype(np.int64)
    missed[at] += stream.truth.right[at] - found[at]
    return replace(stream, truth=replace(stream.truth, right=found, missed=missed))


def test_a_model_is_worse_only_on_the_day_it_is() -> None:
    kind = named("hunting gate")
    stream = simulate(kind, 8, 1)
    day = max(n for n, what in enumerate(stream.day_kinds) if what == "working")
    evening = day * MINUTES + 1400
    assert not Truth(kind, stream).worse_than_usual(evening)
    assert Truth(kind, worsened(stream, day, 0.7)).worse_than_usual(evening)
    # Of a handful of objects nobody can say how right a model is.
    few = simulate(STORE, 8, 1)
    assert not Truth(STORE, worsened(few, day, 0.0)).worse_than_usual(evening)


def test_changes_set_in_on_days_with_traffic_and_in_open_hours() -> None:
    truth = Truth(STORE, simulate(STORE, 40, 2))
    found = list(cases(truth, 2, 40))
    assert [case.onset for case in found] == sorted(case.onset for case in found)
    assert {"blind", "all missed", "blind before opening"} <= {case.change for case in found}
    for case in found:
        assert case.onset // MINUTES == case.day
        assert truth.objects[case.day] > 0
        if case.change not in ("blind before opening", "night only"):
            assert truth.stream.truth.open[case.onset]
    # A label that is the only one is not lost: that is "all missed".
    assert not {"class lost", "class confused"} & {case.change for case in found}


def test_a_fork_finds_what_the_unchanged_stream_does_not_have() -> None:
    watchers = {"patient": lambda _: Silence(10 * MINUTES), "eager": lambda _: Silence(6 * 60)}  # type: ignore[misc]
    so_far = list(run_site("store room", 0, 9, watchers, ALL))
    result = so_far[-1]
    # Whoever interrupts it has the cases until then, of the days until then.
    assert [len(one.outcomes) for one in so_far] == sorted(len(one.outcomes) for one in so_far)
    assert so_far[0].quiet[0].days < result.quiet[0].days == 9
    patient, eager = result.quiet
    assert (patient.alarms, patient.false_alarms) == ((), ())
    assert len(eager.false_alarms) > 5
    found = {name: [one for one in result.outcomes if one.watcher == name] for name in watchers}
    assert {one.change for one in found["eager"]} == {"blind", "blind before opening"}
    assert all(one.found_min is None and one.like_days is None for one in found["patient"])
    fresh = [one for one in found["eager"] if not one.was_active]
    assert fresh
    for one in fresh:
        assert one.found_min is not None
        assert 0 < one.found_min <= 6 * 60 + 1
        assert one.open_min is not None
        assert one.open_min <= one.found_min


def test_the_monitor_itself_can_be_watched() -> None:
    stream = simulate(STORE, 1, 0)
    watcher = monitor(stream)
    assert [event for minute in stream.minutes(0, 60) for event in watcher.update(minute)] == []


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        (FOUND, True),
        (replace(FOUND, found_min=3000.0, like_days=1.2), False),
        (replace(FOUND, found_min=None, like_days=None, open_min=None), False),
    ],
)
def test_a_point_is_reached_or_missed(outcome: Outcome, reached: bool) -> None:
    rows = {row.point: row for row in points.rows([QUIET], [outcome])}
    assert rows["all missed, day 15, within a day of its kind"].reached is reached
    assert rows["half missed, weekend, within a day of its kind"].reached is None
    assert rows["false alarms per 1,000 days"].reached is True


def test_false_alarms_are_counted_by_the_day_and_on_the_worst_kind() -> None:
    noisy = replace(QUIET, kind="office", alarms=("a", "b"), false_alarms=("a",))
    rows = {row.point: row for row in points.rows([QUIET, noisy], [])}
    assert rows["false alarms per 1,000 days"].measured.startswith("25.0 (0.0 to 106.5; 1 in 40 days;")
    assert "office" in rows["the same on the worst kind"].measured
    assert not rows["the same on the worst kind"].reached


@pytest.mark.parametrize(("minutes", "better"), [(80.0, True), (100.0, False)])
def test_a_baseline_is_better_where_it_is_sooner_and_quieter(minutes: float, better: bool) -> None:
    own = replace(QUIET, false_alarms=("a",))
    other = replace(QUIET, watcher="PSI")
    table = delays([own, other], [FOUND, replace(FOUND, watcher="PSI", found_min=minutes)])
    assert better_baselines(table).reached is not better


def test_results_survive_the_disk(tmp_path: Path) -> None:
    results = [SiteResult((QUIET,), (FOUND, replace(FOUND, ended_min=np.inf)))]
    files.write_site(tmp_path, "store room", 1, SiteResult((QUIET,), ()))
    files.write_site(tmp_path, "store room", 1, results[0])
    assert files.read(tmp_path) == results
    files.write_tables(tmp_path, results)
    assert len((tmp_path / "outcomes.csv").read_text().splitlines()) == 3


def test_seeds_that_were_looked_at_can_be_left_out() -> None:
    looked_at, fresh = (chosen_sites(1.0, seeds=1, only=("shop",), skipped=skipped) for skipped in (0, 1))
    assert looked_at == [("shop", FIGURE_SEEDS[0])]
    assert fresh == [("shop", FIGURE_SEEDS[1])]


def test_the_short_form_leaves_no_row_of_the_gross_changes_empty() -> None:
    assert SHORT <= ALL
    assert {"blind", "all missed", "class lost", "half of the view lost", "half missed", "drop .10"} <= SHORT


def test_a_day_that_was_learned_is_the_day_that_the_monitor_keeps() -> None:
    stream = simulate(STORE, 2, 0)
    watcher = monitor(stream)
    for minute in stream.minutes():
        watcher.update(minute)
    assert isinstance(watcher, StreamMonitor)
    kept = {day.number: day for day in watcher.take_days()}
    learned = learned_day(stream, 0)
    own = kept[learned.number]
    assert (own.first, own.last, own.minutes, set(own.labels)) == (
        learned.first, learned.last, learned.minutes, set(learned.labels)
    )  # fmt: skip
    assert np.allclose(own.blocks(), learned.blocks())
    assert np.allclose(own.pictures(), learned.pictures())
    assert (own.histogram == learned.histogram).all()
    assert all(np.allclose(own.hours_of(label), learned.hours_of(label)) for label in own.labels)


def test_a_watcher_that_is_restarted_at_an_onset_is_asked_the_same_cases() -> None:
    *_, run = run_site("store room", 0, 9, {"patient": lambda _: Silence(600)}, ALL)
    *_, again = run_site("store room", 0, 9, {}, ALL, ("patient", lambda _stream, _day: Silence(600)))
    assert [(one.change, one.day) for one in again.outcomes] == [(one.change, one.day) for one in run.outcomes]
    assert again.quiet == ()


@pytest.mark.parametrize(
    ("kind", "rest"),
    [("harbour of 80", "Fridays"), ("store room", "Saturdays"), ("washington bicycles", "Saturdays")],
)
def test_a_site_is_watched_with_the_days_of_rest_of_its_place(kind: str, rest: str) -> None:
    site = replace(simulate(STORE, 1, 1), kind=kind)
    assert settings_of(site, holidays=False).reference.week.names[1] == rest
