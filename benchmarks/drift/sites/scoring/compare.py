"""Each change by each watcher: how often it is found, how soon, at what price; and whether a baseline is better."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.drift.sites.scoring.points import Row, false_alarms_per_1000
from benchmarks.drift.sites.scoring.run import Outcome, Quiet

OWN: Final = "driftwatch"


@dataclass(frozen=True, slots=True)
class Delays:
    """How late one watcher found one change.

    Of one change and watcher. found: cases found while they were watched. median_h, p90_h: hours, infinite where fewer
    than that share was found.
    """

    change: str
    watcher: str
    cases: int
    found: int
    median_h: float
    p90_h: float
    false_per_1000: float


def delays(quiet: Sequence[Quiet], outcomes: Sequence[Outcome]) -> list[Delays]:
    watched = dict.fromkeys([*(one.watcher for one in quiet), *(one.watcher for one in outcomes)])
    calm = {name: [one for one in quiet if one.watcher == name] for name in watched}
    prices = {name: false_alarms_per_1000(some) if some else float("nan") for name, some in calm.items()}
    changes = dict.fromkeys(one.change for one in outcomes)
    return [
        _delays(change, name, [o for o in outcomes if (o.change, o.watcher) == (change, name)], price)
        for change in changes
        for name, price in prices.items()
        if any((o.change, o.watcher) == (change, name) for o in outcomes)
    ]


def _delays(change: str, watcher: str, some: Sequence[Outcome], price: float) -> Delays:
    hours = [np.inf if one.found_min is None else one.found_min / 60 for one in some]
    median, p90 = (float(np.quantile(hours, part, method="higher")) for part in (0.5, 0.9))
    return Delays(change, watcher, len(some), int(np.isfinite(hours).sum()), median, p90, price)


def better_baselines(table: Sequence[Delays]) -> Row:
    """A baseline is better for a change where it raises fewer false alarms and has the smaller median delay.

    Nothing is said where our own false alarms were not counted.
    """
    own = {one.change: one for one in table if one.watcher == OWN and not np.isnan(one.false_per_1000)}
    better = [
        f"{one.watcher} ({one.change})"
        for one in table
        if one.watcher != OWN
        and one.change in own
        and one.false_per_1000 < own[one.change].false_per_1000
        and one.median_h < own[one.change].median_h
    ]
    measured = "; ".join(better[:6]) + (" ..." if len(better) > 6 else "") if better else "none"
    return Row("baselines that are better in both", measured, "none", None if not own else not better)
