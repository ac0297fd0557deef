"""Which changes are tried at which site, and when each sets in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benchmarks.drift.sites.changes import CHANGES, Change, Subject
from benchmarks.drift.sites.days import MINUTES
from benchmarks.drift.sites.drops import logit_shift
from benchmarks.drift.sites.scoring.truth import Truth

ENOUGH: Final = 20
"""Objects a day (of a label, or at night) from which a change is to be found."""
BUSY: Final = 150
"""Objects a day from which a site is busy."""

MORNING: Final = "blind before opening"
QUOTED: Final = "drop as quoted"
REPAIRS: Final = ("all missed, repaired", "half missed, repaired", "drop .10, repaired")

_DAY_15: Final = ("all missed", "class lost", "half of the view lost", "half missed", "30% missed", "drop .10")
_DAY_28: Final = (
    *_DAY_15, "20% flickering ghosts", "20% still ghosts", "night only", "drop .05", "ramp .10 in a week", "10% missed",
    "half of detections missed", "class confused", "new class", "as sure as ever", "lens covered", "camera moved",
)  # fmt: skip
ALL: Final = frozenset((*_DAY_28, *REPAIRS, "blind", MORNING, QUOTED))
"""Names of all changes that are tried."""
SHORT: Final = frozenset(
    (*_DAY_15, *REPAIRS, "blind", MORNING, QUOTED, "20% flickering ghosts", "night only", "drop .05")
)
"""Those without which a row of the table of points would be empty."""
_FREE: Final = ("all missed", "class lost", "half of the view lost", "half missed")
_LIKE_DAYS: Final = {
    "30% missed": 3, "10% missed": 3, "20% flickering ghosts": 3, "20% still ghosts": 3, "night only": 3,
    "as sure as ever": 3, "ramp .10 in a week": 8, "blind": 4, **dict.fromkeys(REPAIRS, 4),
}  # fmt: skip
"""Days of its kind after which the table asks whether a change was found; one where it is not named."""


@dataclass(frozen=True, slots=True)
class Case:
    """One change at one site, to be found.

    change: by name. day: on which it sets in at minute `onset`. objects: that come on such a day, of the label that the
    change concerns where it concerns one. days: for how long it is watched. about: the day that was planned; `day` is
    the first fitting one from there on; 0 for none.
    """

    change: str
    day: int
    onset: int
    objects: float
    days: int
    label: str = ""
    other: str = ""
    about: int = 0


def cases(truth: Truth, seed: int, last_day: int) -> Iterator[Case]:
    """In the order of their onsets, up to day `last_day`."""
    found = sorted(_all(truth, np.random.default_rng((seed, 77))), key=lambda case: case.onset)
    yield from (case for case in found if case.day + case.days <= last_day)


def _all(truth: Truth, rng: np.random.Generator) -> Iterator[Case]:
    for about in (2, 3, 8, 15):
        yield from _working(truth, about, ("blind",), rng)
    for about in (8, 22):
        day = _next(truth, about, free=False)
        if day is None:
            continue
        opened = truth.stream.truth.open[day * MINUTES : (day + 1) * MINUTES]
        if not opened[:180].any():
            yield Case(MORNING, day, day * MINUTES + 120, truth.a_day(False), 1)
    yield from _working(truth, 15, _DAY_15, rng)
    yield from _working(truth, 28, (*_DAY_28, QUOTED), rng)
    yield from _working(truth, 43, ("30% missed", "drop .10", "drop .05", QUOTED), rng)
    yield from _working(truth, 30, REPAIRS, rng)
    day = _next(truth, 28, free=True)
    if day is not None and truth.a_day(free=True) >= ENOUGH:
        yield from (case for name in _FREE for case in _one(truth, name, day, rng))


def _working(truth: Truth, about: int, names: tuple[str, ...], rng: np.random.Generator) -> Iterator[Case]:
    day = _next(truth, about, free=False)
    if day is None:
        return
    for name in names:
        yield from (replace(case, about=about) for case in _one(truth, name, day, rng))


def _one(truth: Truth, name: str, day: int, rng: np.random.Generator) -> Iterator[Case]:
    """One case, or none where the site has nothing that the change could concern."""
    free = bool(truth.free[day])
    stream = truth.stream
    per_label = [truth.a_day(free, row) for row in range(len(stream.labels))]
    objects = truth.a_day(free)
    label, other = "", ""
    places = rng.random(4)
    onset = _moment(truth, day, places[0], dark=name == "night only")
    if name in ("class lost", "class confused"):
        # A label that is the only one, or nearly, is not lost: that is "all missed".
        rows = [row for row, count in enumerate(per_label) if ENOUGH <= count < 0.8 * objects]
        if not rows:
            return
        row = rows[int(places[1] * len(rows))]
        label, objects = stream.labels[row], per_label[row]
        other = stream.labels[_likely(per_label, row)]
    elif name in ("20% flickering ghosts", "20% still ghosts", "as sure as ever"):
        row = _likely(per_label, 0 if stream.classifier else None)
        label = stream.labels[row]
    elif name == "night only":
        objects = truth.objects_a_night
    elif name in ("half missed", "30% missed", "all missed", "half of the view lost") and stream.classifier:
        # A classifier misses bad pieces by calling them good.
        objects = sum(per_label[1 : len(truth.kind.line.labels)]) if truth.kind.line else 0.0
    yield Case(name, day, onset, objects, _watched(truth, name, day), label, other)


def _likely(per_label: list[float], without: int | None) -> int:
    return int(np.argmax([-1 if row == without else count for row, count in enumerate(per_label)]))


def _moment(truth: Truth, day: int, place: float, dark: bool) -> int:
    """A minute in the first two thirds of the day's open hours; of the first open minutes in the dark for `dark`."""
    at = slice(day * MINUTES, (day + 1) * MINUTES)
    minutes = truth.stream.truth
    looking = minutes.open[at] & (minutes.frames[at] > 0)
    some = np.flatnonzero(looking if not dark else looking & minutes.dark[at])
    if not len(some):
        some = np.arange(600, 900)
    return day * MINUTES + int(some[int(place * 0.66 * len(some))])


def _watched(truth: Truth, name: str, day: int) -> int:
    """Days from `day` on until as many of its kind are over as the table asks for; to the end where there are fewer."""
    alike = np.flatnonzero(truth.free[day:] == truth.free[day])
    asked = _LIKE_DAYS.get(name, 1)
    return int(alike[asked]) if len(alike) > asked else len(truth.free)


def _next(truth: Truth, day: int, free: bool) -> int | None:
    """The first working day, or of a weekend where `free`, from `day` on with the traffic of such a day; None for none.

    Nothing begins between Christmas and New Year.

    Within a week one that is followed by a day of its kind goes first: a day of its kind is then over after 24 hours.
    """
    like, objects = truth.free == free, truth.objects
    days = np.arange(len(like))
    wanted = np.array([kind != "holiday" for kind in truth.stream.day_kinds]) & ~truth.between_the_years
    fitting = days[(days >= day) & like & wanted & (objects > 0) & (objects >= 0.4 * truth.a_day(free))]
    followed = [n for n in fitting if n < fitting[0] + 7 and like[n + 1 : n + 2].any()]
    return next((int(n) for n in (*followed, *fitting)), None)


def change_of(case: Case, truth: Truth, quoted: float | None) -> Change | None:
    """None where the site's mean cannot fall that far, or where nothing was quoted."""
    kind, seed = truth.kind, truth.stream.seed
    try:
        if case.change == QUOTED:
            return (
                None if quoted is None else Change(QUOTED, case.onset, shift=logit_shift(kind, seed, quoted, case.day))
            )
        if case.change == MORNING:
            return Change(MORNING, case.onset, blind=True)
        needs = any(word in case.change for word in ("drop", "ramp", "night only"))
        small, large = (logit_shift(kind, seed, drop, case.day) if needs else 0.0 for drop in (0.05, 0.10))
    except ValueError:
        return None
    if case.change in REPAIRS:
        end = case.onset + 2 * MINUTES
        missed = {"all missed, repaired": 1.0, "half missed, repaired": 0.5}.get(case.change, 0.0)
        return Change(case.change, case.onset, end, missed=missed, shift=0.0 if missed else large)
    return CHANGES[case.change](Subject(case.onset, case.label, case.other, small, large))
