"""What must be reached, and whether it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np

from benchmarks.drift.sites.scoring.cases import BUSY, ENOUGH, MORNING, QUOTED, REPAIRS
from benchmarks.drift.sites.scoring.run import Outcome, Quiet

LEARNING_DAYS: Final = 7
"""At the start of a stream, which no figure of false alarms counts as days; alarms in them count."""
WINDOW_MIN: Final = 10.0
"""Of the plain warning."""

_GROSS: Final = (("all missed", 0.95), ("class lost", 0.95), ("half of the view lost", 0.95), ("half missed", 0.9))

Chosen = Callable[[Outcome], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One point. measured and target in words; reached: None where nothing could be measured."""

    point: str
    measured: str
    target: str
    reached: bool | None


def rows(quiet: Sequence[Quiet], outcomes: Sequence[Outcome]) -> list[Row]:
    """All points of one watcher."""
    return [*_false_alarms(quiet), *_outages(outcomes), *_gross(outcomes), *_fine(outcomes), *_ends(outcomes)]


def false_alarms_per_1000(quiet: Sequence[Quiet]) -> float:
    days = sum(max(one.days - LEARNING_DAYS, 0) for one in quiet)
    return 1000 * sum(len(one.false_alarms) for one in quiet) / max(days, 1)


def by_kind(quiet: Sequence[Quiet]) -> dict[str, list[Quiet]]:
    """Kinds in the order of their names."""
    ordered = sorted(quiet, key=lambda one: one.kind)
    return {kind: list(runs) for kind, runs in groupby(ordered, key=lambda one: one.kind)}


def _false_alarms(quiet: Sequence[Quiet]) -> list[Row]:
    if not quiet:
        return []
    rates = {kind: false_alarms_per_1000(runs) for kind, runs in by_kind(quiet).items()}
    worst = max(rates, key=lambda kind: rates[kind])
    total = false_alarms_per_1000(quiet)
    days = sum(max(one.days - LEARNING_DAYS, 0) for one in quiet)
    false, alarms = (sum(len(getattr(one, name)) for one in quiet) for name in ("false_alarms", "alarms"))
    low, high = (1000 * end / max(days, 1) for end in poisson(false))
    seen = f"{low:.1f} to {high:.1f}; {false} in {days} days; while the model was worse: {alarms - false}"
    warnings = sum(one.warnings for one in quiet) / max(sum(one.days for one in quiet), 1)
    overdue = max(quiet, key=lambda one: one.overdue_min)
    cost = float(np.median([one.update_us for one in quiet]))
    return [
        Row("false alarms per 1,000 days", f"{total:.1f} ({seen})", "<= 3", total <= 3),
        Row("the same on the worst kind", f"{rates[worst]:.1f} ({worst})", "<= 15", rates[worst] <= 15),
        Row("warnings a day", f"{warnings:.3f}", "<= .1", warnings <= 0.1),
        Row(
            "longest that a plain warning outlived its cause",
            f"{overdue.overdue_min:.0f} min ({overdue.kind})",
            f"<= {WINDOW_MIN:.0f} min",
            overdue.overdue_min <= WINDOW_MIN,
        ),
        Row("cost of a minute, median", f"{cost:.0f} us", "as drift.md", None),
    ]


def _outages(outcomes: Sequence[Outcome]) -> list[Row]:
    blind = [one for one in outcomes if one.change == "blind"]
    morning = [one for one in outcomes if one.change == MORNING]
    days = sorted({one.about for one in blind})
    return [
        *(_share(f"blind from day {day}", blind, lambda o, d=day: o.about == d, _outage_found, 1.0) for day in days),
        _share("blind, busy sites, within 1 h", blind, lambda o: o.site_objects >= BUSY, _outage_found, 1.0),
        _share("blind, sparse sites, within 3 gaps", blind, lambda o: o.site_objects < BUSY, _outage_found, 1.0),
        _share("blind before opening: warned the same morning", morning, _any, _warned_by_noon, 1.0),
    ]


def _gross(outcomes: Sequence[Outcome]) -> list[Row]:
    result: list[Row] = []
    for name, target in _GROSS:
        some = [one for one in outcomes if one.change == name and one.objects >= ENOUGH]
        for what, chosen in _occasions(some):
            result.append(_share(f"{name}, {what}, within a day of its kind", some, chosen, _within_a_day, target))
        if name == "all missed":
            result.append(_median_hours(f"{name}: median", some, 4.0))
    return result


def _occasions(some: Sequence[Outcome]) -> list[tuple[str, Chosen]]:
    days = sorted({one.about for one in some if not one.free})
    occasions: list[tuple[str, Chosen]] = [(f"day {day}", lambda o, d=day: not o.free and o.about == d) for day in days]
    return [*occasions, ("weekend", lambda o: o.free)]


def _fine(outcomes: Sequence[Outcome]) -> list[Row]:
    def of(name: str, day: int | None = None) -> Chosen:
        return lambda o: o.change == name and o.objects >= ENOUGH and (day is None or o.about == day)

    busy = {(o.kind, o.seed): o.quoted for o in outcomes if o.about == 28 and not o.free and o.site_objects >= BUSY}
    fine = [quoted is not None and quoted <= 0.05 for quoted in busy.values()]
    return [
        _share("30% missed on day 15, within 3 days", outcomes, of("30% missed", 15), _within(3 * 1440), 0.5),
        _share("30% missed on day 28, within 3 days", outcomes, of("30% missed", 28), _within(3 * 1440), 0.8),
        _share("30% missed on day 43, within 3 days", outcomes, of("30% missed", 43), _within(3 * 1440), 0.8),
        _share("20% flickering ghosts, within 3 days", outcomes, of("20% flickering ghosts"), _within(3 * 1440), 0.8),
        _share("20% still ghosts, within 3 days", outcomes, of("20% still ghosts"), _within(3 * 1440), 0.8),
        _share("drop as quoted, within 24 h", outcomes, of(QUOTED), _within(1440), 0.9),
        _part("busy sites that quote <= .05 after 28 days", fine, 0.8),
        _share("drop of .10 on day 15, within 24 h", outcomes, of("drop .10", 15), _within(1440), 0.85),
        _share("drop of .10 on day 43, within 24 h", outcomes, of("drop .10", 43), _within(1440), 0.95),
        _share("night only, within 3 nights", outcomes, of("night only"), _within(3 * 1440), 0.5),
    ]


def _ends(outcomes: Sequence[Outcome]) -> list[Row]:
    ended = [one for one in outcomes if one.change in REPAIRS and one.ended_min is not None]
    if not ended:
        return [Row("alarms end after a repair", "no case", "", None)]
    hours = float(np.quantile([one.ended_min or 0.0 for one in ended], 0.5, method="higher")) / 60
    days = float(np.quantile([one.ended_like_days or 0.0 for one in ended], 0.95, method="higher"))
    return [
        Row("alarms end after a repair: median", f"{hours:.1f} h of {len(ended)}", "<= 6 h", hours <= 6),
        Row("alarms end after a repair: p95", f"{days:.2f} days of its kind", "<= 1", days <= 1),
    ]


def _any(_: Outcome) -> bool:
    return True


def _within(minutes: float) -> Chosen:
    return lambda o: o.found_min is not None and o.found_min <= minutes


def _within_a_day(outcome: Outcome) -> bool:
    return outcome.like_days is not None and outcome.like_days <= 1


def _outage_found(outcome: Outcome) -> bool:
    """Within 60 open minutes at a busy site, within three of its usual gaps at another one."""
    limit = 60.0 if outcome.site_objects >= BUSY else max(3 * outcome.gap_min, 60.0)
    return outcome.open_min is not None and outcome.open_min <= limit


def _warned_by_noon(outcome: Outcome) -> bool:
    """The onset is at two in the morning."""
    return outcome.warned_min is not None and outcome.warned_min <= 600


def _share(point: str, outcomes: Sequence[Outcome], chosen: Chosen, found: Chosen, target: float) -> Row:
    some = [one for one in outcomes if chosen(one)]
    row = _part(point, [found(one) for one in some], target)
    missed = [f"{one.kind} {one.seed}" for one in some if not found(one)]
    if not missed:
        return row
    names = ", ".join(missed[:4]) + (" ..." if len(missed) > 4 else "")
    return replace(row, measured=f"{row.measured}; not: {names}")


def _part(point: str, found: Sequence[bool], target: float) -> Row:
    if not found:
        return Row(point, "no case", f">= {target:.0%}", None)
    share = sum(found) / len(found)
    low, high = wilson(sum(found), len(found))
    measured = f"{sum(found)} of {len(found)} ({share:.0%}; {low:.0%} to {high:.0%})"
    return Row(point, measured, f">= {target:.0%}", share >= target)


def wilson(found: int, cases: int) -> tuple[float, float]:
    """The 95% interval of a share, cases being independent (Wilson 1927); sites are few, so it is rather too narrow."""
    z = 1.96
    middle = (found + z * z / 2) / (cases + z * z)
    half = z / (cases + z * z) * float(np.sqrt(found * (cases - found) / cases + z * z / 4))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def poisson(count: int) -> tuple[float, float]:
    """The 95% interval of the mean of a count, by its square root (Anscombe 1948)."""
    low, high = (max(float(np.sqrt(count + 0.375)) + side * 0.98, 0.0) ** 2 - 0.375 for side in (-1, 1))
    return max(low, 0.0), high


def _median_hours(point: str, outcomes: Sequence[Outcome], hours: float) -> Row:
    if not outcomes:
        return Row(point, "no case", f"<= {hours:.0f} h", None)
    delays = [np.inf if one.found_min is None else one.found_min for one in outcomes]
    median = float(np.quantile(delays, 0.5, method="higher")) / 60
    return Row(point, f"{median:.1f} h", f"<= {hours:.0f} h", median <= hours)
