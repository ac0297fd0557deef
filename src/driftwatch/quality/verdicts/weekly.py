"""The evidence of each week for a drop, kept as long as its reviews and what is expected of them stay the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_
from typing import Final, TypeAlias

from driftwatch.quality.estimates.frames import Expectation, Weighted, precision_rows, weigh
from driftwatch.quality.review import Review
from driftwatch.quality.verdicts.drop import Evidence

_KEPT: Final = 4096

Row: TypeAlias = tuple[float, Evidence]
"""How many frames of the stream a frame stands for, and what it says."""
_Key: TypeAlias = tuple[str, str, float, str]


@dataclass(frozen=True, slots=True)
class Week:
    """start: seconds since 1970, of the period that the reviews are of."""

    start: float
    reviews: Sequence[Review]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    reviews: Sequence[Review]
    weighted: Sequence[Weighted]
    by_bin: Sequence[float] = ()
    rows: Sequence[Row] = ()


class WeeklyEvidence:
    """Of any cameras and models. For one thread at a time; two at once only work out the same twice."""

    def __init__(self) -> None:
        self._known: dict[_Key, _Known] = {}

    def of(self, week: Week, label: str, expected: Expectation, until: float) -> list[Row]:
        """In the order of review, of frames with a judged box of `label` ("": of any) captured at `until` or later."""
        if not week.reviews:
            return []
        frame = week.reviews[0].frame
        key = (frame.camera, frame.model, week.start, label)
        known, by_bin = self._known.pop(key, None), expected.by_bin()
        if known is None or known.by_bin != by_bin or not _are_same(known.reviews, week.reviews):
            weighted = self._weighted((*key[:3], ""), week)
            known = _Known(week.reviews, weighted, by_bin, _rows(weighted, label, expected))
        self._known[key] = known
        while len(self._known) > _KEPT:
            self._known.pop(next(iter(self._known)), None)
        return [row for row in known.rows if row[1].at >= until]

    def _weighted(self, key: _Key, week: Week) -> Sequence[Weighted]:
        """All labels of a week are weighed alike, and "" comes first."""
        known = self._known.get(key)
        if known is not None and _are_same(known.reviews, week.reviews):
            return known.weighted
        return weigh(week.reviews)


def _rows(weighted: Sequence[Weighted], label: str, expected: Expectation) -> list[Row]:
    return [
        (one.weight, Evidence(frame.captured, frame.draw.turn_weight, right, boxes, said))
        for one, right, boxes, said in precision_rows(weighted, label, expected)
        if (frame := one.review.frame).draw is not None
    ]


def _are_same(one: Sequence[Review], other: Sequence[Review]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))
