"""Goes over one site once, and forks at each onset: what happened while all was well, and what was found."""

import copy
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from benchmarks.drift.sites.cache import cached
from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.kinds import named
from benchmarks.drift.sites.scoring.cases import QUOTED, Case, cases, change_of
from benchmarks.drift.sites.scoring.runs import CalmRun, ChangedRun
from benchmarks.drift.sites.scoring.truth import Truth
from benchmarks.drift.sites.scoring.watcher import PLAIN, Diary, Episode, Factory, Watcher, quoted_drop
from benchmarks.drift.sites.simulate import walk
from benchmarks.drift.sites.stream import SiteStream

Restart = tuple[str, Callable[[SiteStream, int], Watcher]]
"""Name of a watcher, and what makes it as it is at the beginning of a day, with the days before it learned."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What a watcher raised at a site without a change.

    alarms, false_alarms: at level "drift", and those while the model was as right as ever, with the day of each.
    warnings; overdue_min: the longest that a plain warning was active after the last detection of low confidence.
    update_us: mean cost of a minute.
    """

    watcher: str
    kind: str
    seed: int
    days: int
    alarms: tuple[str, ...]
    false_alarms: tuple[str, ...]
    warnings: int
    overdue_min: float
    update_us: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one change was found.

    objects: as of the case; site_objects: all that come on such a day; free: on a weekend or holiday. gap_min: longest
    silence of a usual day. found_min: minutes to the first alarm; like_days: the same in days of that kind; open_min:
    in minutes with usual traffic; None: not found. by: its name. warned_min: to the first warning or alarm. quoted:
    smallest drop that was quoted at the onset. ended_min, ended_like_days: from a repair to the end of the last alarm
    that was active then; None where none was, infinite where it did not end. was_active: an alarm was active before the
    onset already; only a further one counts as found. about: day that was planned for the onset.
    """

    watcher: str
    kind: str
    seed: int
    change: str
    day: int
    free: bool
    objects: float
    site_objects: float
    gap_min: float
    found_min: float | None
    like_days: float | None
    open_min: float | None
    by: str
    warned_min: float | None
    quoted: float | None
    ended_min: float | None = None
    ended_like_days: float | None = None
    was_active: bool = False
    about: int = 0


@dataclass(frozen=True, slots=True)
class SiteResult:
    quiet: tuple[Quiet, ...]
    outcomes: tuple[Outcome, ...]


def run_site(
    kind_name: str,
    seed: int,
    days: int,
    factories: Mapping[str, Factory],
    changes: Container[str],
    restart: Restart | None = None,
) -> Iterator[SiteResult]:
    """`days` days without a change, and all cases of `changes` that fit into them, for each watcher.

    Gives what is known so far after each case, and at the end everything.

    restart: makes one more watcher at the beginning of the day of each onset, which is not run over the days before.
    """
    kind = named(kind_name)
    stream = cached(kind, days, seed)
    truth = Truth(kind, stream)
    always = CalmRun({name: make(stream) for name, make in factories.items()}, stream)
    outcomes: list[Outcome] = []
    fresh, day = CalmRun({}, stream), -1
    for case in [*(case for case in cases(truth, seed, days) if case.change in changes), None]:
        end = case.onset if case is not None else stream.end
        always.go_on(end)
        if case is not None:
            if restart is not None and case.day != day:
                fresh, day = CalmRun({restart[0]: restart[1](stream, case.day)}, stream, case.day * MINUTES), case.day
            fresh.go_on(end)
            active = always.alarmed | fresh.alarmed
            tried = _try(case, truth, {**always.watchers, **fresh.watchers})
            outcomes += [replace(one, was_active=one.watcher in active, about=case.about) for one in tried]
        quiet = [
            _quiet(name, truth, end // MINUTES, always.diaries[name], always.spent[name] / max(always.seen, 1))
            for name in factories
        ]
        yield SiteResult(tuple(quiet), tuple(outcomes))


def _quiet(name: str, truth: Truth, days: int, diary: Diary, cost_s: float) -> Quiet:
    stream = truth.stream
    alarms = [one for one in diary.episodes if one.level == "drift"]
    warnings = [one for one in diary.episodes if one.level == "warning"]
    false = [one for one in alarms if not truth.worse_than_usual(one.raised)]
    overdue = max((_overdue(one, stream) for one in warnings if one.name == PLAIN), default=0.0)
    return Quiet(
        name, stream.kind, stream.seed, days, _described(alarms, stream), _described(false, stream),
        len(warnings), overdue, cost_s * 1e6,
    )  # fmt: skip


def _described(episodes: Sequence[Episode], stream: SiteStream) -> tuple[str, ...]:
    days = [min(int(one.raised // MINUTES), stream.days - 1) for one in episodes]
    return tuple(
        f"{one.name} day {day} ({stream.day_kinds[day]}) {one.raised % MINUTES / 60:.1f} h"
        for one, day in zip(episodes, days, strict=True)
    )


def _overdue(warning: Episode, stream: SiteStream) -> float:
    end = int(min(warning.ended if warning.ended is not None else stream.end, stream.end))
    low = np.flatnonzero(stream.a_minute("low")[:end])
    return max(end - max(float(low[-1]) if len(low) else 0.0, warning.raised), 0.0)


def _try(case: Case, truth: Truth, watchers: Mapping[str, Watcher]) -> list[Outcome]:
    """Each watcher is copied and shown the changed stream until it has found the change or the case is over."""
    outcomes: list[Outcome] = []
    groups: dict[float | None, list[str]] = {}
    for name, watcher in watchers.items():
        groups.setdefault(quoted_drop(watcher) if case.change == QUOTED else None, []).append(name)
    for quoted, names in groups.items():
        change = change_of(case, truth, quoted)
        if change is None:
            continue
        start = truth.stream.start_s
        forks = {
            name: ChangedRun(copy.deepcopy(watchers[name]), Diary(start), quoted_drop(watchers[name]), change.end)
            for name in names
        }
        days = islice(walk(truth.kind, truth.stream.seed, change, case.day), case.days + 1)
        end = case.onset + case.days * MINUTES
        for minute in (minute for day in days for minute in day.minutes(case.onset, end)):
            left = [fork for fork in forks.values() if not fork.done]
            if not left:
                break
            for fork in left:
                fork.show(minute, start)
        outcomes += [_outcome(case, name, fork, truth, change.end) for name, fork in forks.items()]
    return outcomes


def _outcome(case: Case, name: str, fork: ChangedRun, truth: Truth, end: int | None) -> Outcome:
    found = fork.alarm.raised if fork.alarm is not None else None
    free = bool(truth.free[case.day])
    outcome = Outcome(
        name, truth.kind.name, truth.stream.seed, case.change, case.day, free, case.objects, truth.a_day(free),
        truth.usual_gap(free), *_delays(case.onset, found, truth), fork.alarm.name if fork.alarm else "",
        None if fork.warned is None else fork.warned - case.onset, fork.quoted,
    )  # fmt: skip
    if end is None or found is None or found > end:
        return outcome
    ends = [one.ended for one in fork.diary.episodes if one.level == "drift" and one.raised <= end]
    ends = [np.inf if at is None else at for at in ends if at is None or at > end]
    if not ends:
        return replace(outcome, ended_min=0.0, ended_like_days=0.0)
    last = max(ends)
    minutes, like_days, _ = _delays(end, None if np.isinf(last) else last, truth)
    return replace(outcome, ended_min=_or_never(minutes), ended_like_days=_or_never(like_days))


def _or_never(value: float | None) -> float:
    return np.inf if value is None else value


def _delays(onset: int, at: float | None, truth: Truth) -> tuple[float | None, float | None, float | None]:
    """From `onset` to `at`, in minutes, in days of the onset's kind and in open minutes."""
    if at is None:
        return None, None, None
    minutes = np.arange(onset, max(int(np.ceil(at)), onset))
    day = np.minimum(minutes // MINUTES, len(truth.free) - 1)
    free = truth.free[min(onset // MINUTES, len(truth.free) - 1)]
    opened = truth.stream.truth.open[np.minimum(minutes, len(truth.stream.truth.open) - 1)]
    return at - onset, float((truth.free[day] == free).sum()) / MINUTES, float(opened.sum())
