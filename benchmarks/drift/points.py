"""The acceptance points: which runs they need, and what is made of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.drift.cost import Cost, measure
from benchmarks.drift.delays import Hunt, every, hunt, percentile
from benchmarks.drift.false_alarms import QuietRun, run_quiet
from benchmarks.drift.scenario import MINUTES_A_DAY, SCENARIOS, Change, named
from benchmarks.drift.truth import Judged, run_truth
from benchmarks.drift.usual import run_usual
from driftwatch.quality.estimates.estimate import Estimate

HOUR = 60
_CONFIDENCE = ("confidence",)


@dataclass(frozen=True, slots=True)
class Point:
    """One figure against its target. measured: in words, for a person."""

    number: str
    what: str
    measured: str
    target: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Runs that can go in parallel, each a call that can be pickled, and what their results come to."""

    name: str
    runs: Sequence[Callable[[], Any]]
    judge: Callable[[list[Any]], list[Point]]


def run(job: Callable[[], Any]) -> Any:
    """One run of a section, in a process of its own: that one finds this function by its name."""
    return job()


def sections(seeds: Sequence[int], days: int) -> list[Section]:
    """All points with these seeds; the streams without drift run for `days` days."""
    rho, weather = named("rho .95"), named("weather")
    small, large = Change(0, drop=0.05), Change(0, drop=0.10)
    ramp = Change(0, drop=0.05, ramp=7 * MINUTES_A_DAY)
    shift = Change(0, label_shift=0.20)
    usual = [partial(run_usual, scenario, seeds[0], days) for scenario in SCENARIOS]
    quiet = [partial(run_quiet, scenario, seed, days) for scenario in SCENARIOS for seed in seeds]
    return [
        Section("streams without drift", quiet, judge_quiet),
        Section("usual detectors", usual, judge_usual),
        _hunt("2", Hunt(rho, small, _CONFIDENCE, every(3 * HOUR), 2880), seeds, {0.5: 20, 0.9: 120}),
        _hunt("2", Hunt(rho, large, _CONFIDENCE, every(3 * HOUR), 2880), seeds, {0.5: 10}),
        _hunt("3", Hunt(weather, small, _CONFIDENCE, every(3 * HOUR), 4320), seeds, {0.5: 180, 0.9: 840}),
        _hunt("4", Hunt(rho, ramp, _CONFIDENCE, (HOUR,), 14400), seeds, {0.5: 6480, 1.0: 14400}),
        _hunt("5", Hunt(named("day and night"), shift, ("label_mix",), every(360), 4320), seeds, {0.5: 720}),
        Section("precision", [partial(run_truth, 5 * seed + part) for seed in seeds for part in range(5)], judge_truth),
        Section("cost", [partial(measure, 2), partial(measure, 10)], judge_cost),
    ]


def judge_quiet(runs: list[QuietRun]) -> list[Point]:
    days = sum(run.days for run in runs)
    causes = Counter[str]()
    for run in runs:
        causes.update(run.learned)
    allowed = 6 * days / 3600
    words = f"{causes.total()} in {days} days" + "".join(f", {name} {count}" for name, count in causes.items())
    mix = causes["label_mix"] * 30 / days
    return [
        Point("1", "false alarms, six scenarios", words, f"<= {allowed:g}", causes.total() <= allowed),
        Point("5", "label mix: false alarms in 30 days", f"{mix:.3f}", "<= 0.5", mix <= 0.5),
    ]


def judge_usual(runs: Iterable[dict[str, int]]) -> list[Point]:
    alarms = Counter[str]()
    for run in runs:
        alarms.update(run)
    words = ", ".join(f"{name} {count}" for name, count in alarms.items())
    return [Point("1", "usual detectors, one stream of each scenario", words, "for comparison", True)]


def _hunt(number: str, case: Hunt, seeds: Sequence[int], targets: dict[float, float]) -> Section:
    change = case.change
    what = f"drop {change.drop:g}" if change.drop else f"label shift {change.label_shift:g}"
    what += " over 7 days" if change.ramp else ""
    name = f"{case.scenario.name}: {what}"
    runs = [partial(hunt, case, seed) for seed in seeds]
    return Section(name, runs, partial(judge_hunt, number, name, targets))


def judge_hunt(number: str, name: str, targets: dict[float, float], runs: Iterable[list[float | None]]) -> list[Point]:
    delays = [delay for run in runs for delay in run]
    points: list[Point] = []
    for share, limit in targets.items():
        found = percentile(delays, share)
        title = {0.5: "median", 1.0: "last"}.get(share, f"p{share * 100:.0f}")
        words = f"{_duration(found)} ({len(delays)} cases, {delays.count(None)} missed)"
        points.append(Point(number, f"{name}, {title}", words, f"<= {_duration(limit)}", found <= limit))
    return points


def judge_truth(runs: Iterable[list[Judged]]) -> list[Point]:
    judged = [one for run in runs for one in run]
    shown = [(one.truth, one.answer) for one in judged if isinstance(one.answer, Estimate)]
    error = float(np.mean([abs(answer.value - truth) for truth, answer in shown]))
    covered = float(np.mean([answer.low <= truth <= answer.high for truth, answer in shown]))
    harmful = [one for one in judged if one.harmful]
    missed = sum(not one.caught for one in harmful)
    of = f"{len(shown)} of {len(judged)} chunks shown"
    return [
        Point("6", "precision from 500 reviews: error", f"{error * 100:.2f} points ({of})", "<= 1.5", error <= 0.015),
        Point("6", "its 95% interval covers the truth", f"{covered:.3f}", ">= 0.93", covered >= 0.93),
        Point("6", "drops of 5 points neither withheld nor found", f"{missed} of {len(harmful)}", "0", missed == 0),
    ]


def judge_cost(costs: Sequence[Cost]) -> list[Point]:
    points = [
        Point(
            "8",
            f"cost a detection, {count} a frame",
            f"{cost.microseconds:.2f} µs, {cost.ratio:.1f} x adding them up",
            "<= 1 µs",
            cost.microseconds <= 1,
        )
        for count, cost in zip((2, 10), costs, strict=True)
    ]
    memory = max(cost.megabytes for cost in costs)
    return [*points, Point("8", "memory of a stream, at its peak", f"{memory:.1f} MB", "<= 5 MB", memory <= 5)]


def _duration(minutes: float) -> str:
    if minutes < 3 * HOUR:
        return f"{minutes:g} min"
    return f"{minutes / HOUR:.1f} h" if minutes < 2 * MINUTES_A_DAY else f"{minutes / MINUTES_A_DAY:.1f} days"
