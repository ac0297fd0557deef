"""The simulated sites: counts add up, seeds decide everything, changes alter only the future, physics shows."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from _pytest.mark.structures import ParameterSet

from benchmarks.drift.sites.changes import CHANGES, Change, Subject
from benchmarks.drift.sites.counts import COLUMNS
from benchmarks.drift.sites.days import MINUTES, easter_sunday
from benchmarks.drift.sites.drops import logit_shift
from benchmarks.drift.sites.kinds import FIGURE_KINDS, FIGURE_SEEDS, TUNING_KINDS, TUNING_SEEDS, named
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.simulate import simulate
from benchmarks.drift.sites.sky import daylight, sun_elevation
from benchmarks.drift.sites.stream import Minutes, SiteStream
from driftwatch.monitoring.units import CONFIDENCE_UNITS

ALL = [*TUNING_KINDS.values(), *FIGURE_KINDS.values()]
ONSET = 5 * MINUTES + 10 * 60
SPARSE, LINE = named("farm gate"), named("bottle classifier")


def equal(one: SiteStream, other: SiteStream) -> bool:
    truth = all(np.array_equal(getattr(one.truth, name), getattr(other.truth, name)) for name in Minutes.__slots__)
    names = ("row_minute", "row_label", "rows", "pointer", "bins", "counts", "day_objects")
    return truth and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@cache
def unchanged(kind_name: str) -> SiteStream:
    return simulate(named(kind_name), 1, 3, first_day=5)


def subject(kind_name: str) -> Subject:
    labels = named(kind_name).labels
    return Subject(ONSET, labels[1], labels[0], 0.3, 0.6)


def thinned(kind: Kind) -> Kind:
    """With less traffic and fewer frames at a busy site, to be quick."""
    flows = tuple(replace(flow, per_day=min(flow.per_day, 30 + flow.per_day / 10)) for flow in kind.flows)
    return replace(kind, flows=flows, eye=replace(kind.eye, step_s=max(kind.eye.step_s, 4.0)))


def few(kinds: Sequence[Kind], every: int) -> list[ParameterSet]:
    """Every so many of them in the quick tests, all of them in the slow ones."""
    marks = ([] if index % every == 0 else [pytest.mark.slow] for index in range(len(kinds)))
    return [pytest.param(kind, marks=mark, id=kind.name) for kind, mark in zip(kinds, marks, strict=True)]


def test_tuning_and_figures_share_no_kind_and_no_seed() -> None:
    assert len(ALL) >= 17
    assert not TUNING_KINDS.keys() & FIGURE_KINDS.keys()
    assert not set(TUNING_SEEDS) & set(FIGURE_SEEDS)


@pytest.mark.parametrize("kind", few(ALL, every=4))
def test_counts_add_up(kind: Kind) -> None:
    stream = simulate(thinned(kind), 1, 1)
    detections = stream.a_minute("detections")
    truth = stream.truth
    assert (truth.right + truth.wrong == detections).all()
    assert (stream.column("low") <= stream.column("detections")).all()
    assert (stream.column("fleeting") <= stream.column("begun")).all()
    assert (stream.column("begun") <= stream.column("detections")).all()
    assert (stream.column("units") <= stream.column("detections") * CONFIDENCE_UNITS).all()
    assert (np.add.reduceat(stream.counts, stream.pointer[:-1]) >= stream.column("detections")).all()
    assert (stream.column("frames") <= truth.frames[stream.row_minute]).all()
    assert (truth.empty + np.minimum(detections, truth.frames) >= truth.frames).all()
    minutes = list(stream.minutes())
    assert len(minutes) == np.count_nonzero(truth.frames)
    assert sum(minute.rollup.totals.overall.detections for minute in minutes) == detections.sum()


@pytest.mark.parametrize("kind", [SPARSE, LINE], ids=lambda kind: kind.name)
def test_a_seed_decides_everything_and_days_do_not_depend_on_where_one_starts(kind: Kind) -> None:
    whole, again, other = (simulate(kind, 2, seed) for seed in (7, 7, 8))
    assert equal(whole, again)
    assert not equal(whole, other)
    late = simulate(kind, 1, 7, first_day=1)
    assert np.array_equal(late.rows, whole.rows[whole.row_minute >= MINUTES])


@pytest.mark.parametrize("kind_name", ["farm gate", pytest.param("board classifier", marks=pytest.mark.slow)])
@pytest.mark.parametrize("change_name", CHANGES)
def test_a_change_alters_only_what_comes_after(kind_name: str, change_name: str) -> None:
    change = CHANGES[change_name](subject(kind_name))
    kind = named(kind_name)
    usual, changed = unchanged(kind_name), simulate(kind, 1, 3, change, first_day=5)
    before = ONSET - usual.first
    assert np.array_equal(usual.truth.right[:before], changed.truth.right[:before])
    early = usual.row_minute < before
    assert np.array_equal(usual.rows[early], changed.rows[changed.row_minute < before])
    assert not equal(usual, changed) or (kind.line is not None and change_name == "night only")


def test_a_change_that_ends_leaves_nothing_behind() -> None:
    change = Change("brief", ONSET, ONSET + MINUTES, shift=0.6, missed=0.5, ghosts=0.3, ghost_style="still",
                    ghost_label="car")  # fmt: skip
    assert equal(simulate(SPARSE, 1, 3, first_day=7), simulate(SPARSE, 1, 3, change, first_day=7))


def test_when_all_are_missed_nothing_is_right_and_ghosts_stay() -> None:
    changed = simulate(SPARSE, 2, 3, Change("all missed", 0, missed=1.0))
    assert changed.truth.right.sum() == 0
    assert changed.truth.wrong.sum() > 0
    assert changed.truth.missed.sum() == changed.truth.visible.sum() > 0
    assert simulate(SPARSE, 2, 3, Change("blind", 0, blind=True)).rows.sum() == 0


def test_an_object_is_missed_for_as_long_as_it_stays() -> None:
    kind = named("dirty yard")
    usual, changed = simulate(kind, 1, 2, first_day=1), simulate(kind, 1, 2, Change("half", 0, missed=0.5), 1)
    assert changed.truth.right.sum() / usual.truth.right.sum() == pytest.approx(0.5, abs=0.12)
    assert changed.column("begun").sum() < 0.75 * usual.column("begun").sum()


@pytest.mark.parametrize("kind_name", ["hunting gate", "bottle classifier"])
def test_a_drop_is_as_large_as_it_says(kind_name: str) -> None:
    kind = named(kind_name)
    shift = logit_shift(kind, 5, 0.1, 2)
    means = [
        stream.column("units").sum() / stream.column("detections").sum() / CONFIDENCE_UNITS
        for stream in (simulate(kind, 2, 5, change, 2) for change in (None, Change("drop", 0, shift=shift)))
    ]
    assert means[0] - means[1] == pytest.approx(0.1, abs=0.01)


def test_flickering_ghosts_last_a_frame_and_still_ones_last() -> None:
    kind = named("dirty yard")
    usual, flicker, still = (
        simulate(kind, 1, 2, change, 1)
        for change in (
            None,
            Change("f", 0, ghosts=0.25, ghost_label="person"),
            Change("s", 0, ghosts=0.25, ghost_style="still", ghost_label="person"),
        )
    )
    usual_wrong = usual.truth.wrong.sum()
    for haunted in (flicker, still):
        assert haunted.truth.wrong.sum() - usual_wrong == pytest.approx(0.25 * usual.truth.right.sum(), rel=0.6)
    fleeting = [stream.column("fleeting").sum() for stream in (usual, flicker, still)]
    assert fleeting[1] > 3 * fleeting[2]
    assert fleeting[2] < 1.5 * fleeting[0] + 50


def test_weekends_holidays_and_nights_show() -> None:
    stream = simulate(thinned(named("shift factory")), 7, 1)
    objects = stream.day_objects.sum(axis=1)
    working = [n for n, day in zip(objects, stream.day_kinds, strict=True) if day == "working"]
    sunday = objects[stream.day_kinds.index("sunday")]
    assert sunday < 0.05 * min(working)
    night = simulate(named("moor at night"), 2, 1).truth
    assert night.arrivals[night.dark].sum() > 5 * night.arrivals[~night.dark].sum()
    assert (night.frames == 0).any()


def test_the_sun_stands_high_in_summer_and_easter_is_on_time() -> None:
    june, december = (sun_elevation(52.0, day).max() for day in (172, 355))
    assert (june, december) == (pytest.approx(61.4, abs=0.5), pytest.approx(14.6, abs=0.5))
    assert sun_elevation(-36.0, 355).max() > sun_elevation(-36.0, 172).max() + 40
    assert daylight(np.array([-18.0]))[0] < 0.01
    assert [easter_sunday(year).isoformat()[5:] for year in (2024, 2025, 2026)] == ["03-31", "04-20", "04-05"]


def test_a_stream_survives_the_disk(tmp_path: Path) -> None:
    stream = simulate(SPARSE, 1, 4)
    stream.save(tmp_path / "s.npz")
    loaded = SiteStream.load(tmp_path / "s.npz")
    assert equal(stream, loaded)
    assert list(loaded.minutes(0, 30)) == list(stream.minutes(0, 30))
    assert len(COLUMNS) == loaded.rows.shape[1]
