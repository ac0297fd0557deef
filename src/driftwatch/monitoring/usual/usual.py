"""Everything that is usual for a stream, learned from its good days; never changed, only learned again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY, WorkingWeek
from driftwatch.monitoring.usual.came import real_flashes
from driftwatch.monitoring.usual.confidences import ConfidenceDays, learn_confidences
from driftwatch.monitoring.usual.count_measures import CountedDays, learn_measures
from driftwatch.monitoring.usual.counts import CountUsual
from driftwatch.monitoring.usual.day import OF_LABEL, TOTALS, Day, by_hour
from driftwatch.monitoring.usual.even_counts import EvenCounts
from driftwatch.monitoring.usual.gaps import GapUsual, learn_gaps
from driftwatch.monitoring.usual.kinds import KINDS, Kinds, learn_kinds
from driftwatch.monitoring.usual.level_usual import LevelUsual
from driftwatch.monitoring.usual.light import Light, figures_of
from driftwatch.monitoring.usual.low_rates import LowRates, largest_excess, learn_low_rates
from driftwatch.monitoring.usual.pace import FramePace, learn_pace

Floats = NDArray[np.float64]

LEARNING_DAYS: Final = 28
_JUDGED_LABELS = 40
_LEAST_A_DAY = 3.0
_DEFAULT_VARIANCE, _LEAST_VARIANCE = 0.03, 0.0004

DETECTIONS, _LOW, CONFIDENCE, BEGUN, FLEETING = range(len(OF_LABEL))


@dataclass(frozen=True, slots=True)
class LabelTotals:
    """detections: in all days learned. mean: of their confidences, in [0, 1]. low_rate: share of low confidence."""

    detections: int
    mean: float
    low_rate: float


@dataclass(frozen=True, slots=True)
class Usual:
    """What the detectors compare with.

    days: learned from. judged: labels with series of their own. counts: series "all" and one a judged label, a frame.
    pace: at which frames come; what is counted of more of them is thinned to it before it is learned or compared.
    real_flashes: (1 + L,) how far objects of one frame are real ones, of all labels and of each judged one.
    even, shares, arrivals, lingering, fleeting: as in CountMeasures. level: mean confidence by five minutes; levels: by
    hour and label. light, lights: what the picture explains of those. labels: every label seen. low_rate: share of low
    confidence; low_rates: the same by hour of the day; unsure: by kind of day too.
    """

    days: tuple[int, ...]
    started: int
    ended: int
    kinds: Kinds
    pace: FramePace
    judged: tuple[str, ...]
    real_flashes: Floats
    counts: CountUsual
    even: EvenCounts | None
    shares: CountUsual
    arrivals: CountUsual | None
    lingering: NDArray[np.bool_]
    fleeting: CountUsual | None
    level: LevelUsual | None
    levels: Mapping[str, LevelUsual]
    light: Light
    lights: Mapping[str, Light]
    gaps: GapUsual
    labels: Mapping[str, LabelTotals]
    unknown_a_day: float
    histogram: tuple[int, ...]
    low_rate: float
    low_rates: tuple[float, ...]
    unsure: LowRates
    unsure_excess: float

    @property
    def smallest_detectable_drop(self) -> float | None:
        """Of mean confidence, that lasts and is found within a day; None where none would be."""
        if self.level is None:
            return None
        drops = (self.level.smallest_drop, *(_as_seen_in_all(one, self.level) for one in self.levels.values()))
        return min((drop for drop in drops if drop is not None), default=None)


def _as_seen_in_all(label: LevelUsual, every: LevelUsual) -> float | None:
    """What the smallest drop of one label is as a drop of the mean confidence of all.

    Where all logits fall alike, a mean m falls in proportion to m(1 - m): labels of which the model is surer move less.
    """
    if label.smallest_drop is None:
        return None
    own, whole = (max(one.mean * (1 - one.mean), 1e-6) for one in (label, every))
    return label.smallest_drop * max(whole / own, 1.0)


def learn(days: Sequence[Day], week: WorkingWeek | None = None) -> Usual:
    """From the last 28 of `days`, at least one, all of one model and of one pair of thresholds. week: of the place."""
    days = list(days)[-LEARNING_DAYS:]
    kinds, pace = learn_kinds(days, week), learn_pace(days)
    labels = _totals(days)
    judged = _judged(labels, len(days))
    table = _Table.of([day for day in days if day.number not in kinds.closed] or days, judged, kinds, pace)
    measures = learn_measures(table.counted)
    rate = measures.counts.rate[:, :, 0]
    histogram = np.sum([day.histogram for day in days], axis=0)
    blocks, of_kind = table.blocks, table.kinds
    low_rates = _low_rates(blocks, of_kind)
    confidences = learn_confidences(_confidence_days(table, judged, histogram, days[-1].floor))
    return Usual(
        days=tuple(day.number for day in days),
        started=min(day.first for day in days),
        ended=max(day.last for day in days),
        kinds=kinds,
        pace=pace,
        judged=judged,
        real_flashes=table.real_flashes,
        counts=measures.counts,
        even=measures.even,
        shares=measures.shares,
        arrivals=measures.arrivals,
        lingering=measures.lingering,
        fleeting=measures.fleeting,
        level=confidences.level,
        levels=confidences.levels,
        light=confidences.light,
        lights=confidences.lights,
        gaps=learn_gaps(days, kinds, rate, rate * measures.counts.begun[:, :, 0]),
        labels=labels,
        unknown_a_day=_unknown_a_day(days),
        histogram=tuple(histogram.tolist()),
        low_rate=float(blocks[:, :, 2].sum() / max(blocks[:, :, 1].sum(), 1e-9)),
        low_rates=low_rates,
        unsure_excess=largest_excess(blocks[:, :, 2], blocks[:, :, 1], table.objects, np.asarray(low_rates)),
        unsure=learn_low_rates(by_hour(blocks[..., 2]), by_hour(blocks[..., 1]), of_kind, KINDS),
    )


def _judged(labels: Mapping[str, LabelTotals], days: int) -> tuple[str, ...]:
    """Those that are seen often enough for series of their own, the most frequent first."""
    by_count = sorted(labels, key=lambda label: (-labels[label].detections, label))
    return tuple(label for label in by_count[:_JUDGED_LABELS] if labels[label].detections >= _LEAST_A_DAY * days)


@dataclass(frozen=True, slots=True)
class _Table:
    """Open days side by side, at the usual pace. blocks: (D, 288, 6) TOTALS. hours: (D, 24, L, 5) OF_LABEL.

    hours are of the judged labels. frames: (D, 24). figures: (D, 24, 3) of the picture. numbers, kinds: (D,).
    followed: (D,) as of Day. real_flashes: (1 + L,) as of Usual.
    """

    blocks: Floats
    hours: Floats
    frames: Floats
    figures: Floats
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    followed: NDArray[np.bool_]
    real_flashes: Floats

    @classmethod
    def of(cls, days: Sequence[Day], judged: Sequence[str], kinds: Kinds, pace: FramePace) -> "_Table":
        blocks = np.stack([pace.blocks_of(day) for day in days])
        hours = np.stack([pace.hours_of(day, judged) for day in days])
        return cls(
            blocks=blocks,
            hours=hours,
            frames=by_hour(blocks[..., 0]),
            figures=figures_of(days),
            numbers=np.array([day.number for day in days], np.int64),
            kinds=np.array([kinds.of_day(day.number, day) for day in days], np.int64),
            followed=np.array([day.followed for day in days]),
            real_flashes=np.append(real_flashes(blocks, TOTALS), real_flashes(hours)),
        )

    @property
    def counted(self) -> CountedDays:
        return CountedDays(self.blocks, self.hours, self.numbers, self.kinds, self.followed, self.real_flashes)

    @property
    def objects(self) -> Floats:
        """(D, 288) in view at a time, and those that come."""
        frames, detections, begun = (self.blocks[:, :, column] for column in (0, 1, 4))
        return np.divide(detections, frames, out=np.zeros_like(detections), where=frames > 0) + begun


def _confidence_days(
    table: _Table, judged: tuple[str, ...], histogram: NDArray[np.int64], floor: float
) -> ConfidenceDays:
    return ConfidenceDays(
        table.blocks, table.hours, table.frames, table.figures, judged, table.numbers, table.kinds,
        _variance(histogram, floor), table.counted.together, table.real_flashes[1:], floor,
    )  # fmt: skip


def _variance(histogram: NDArray[np.int64], floor: float) -> float:
    """Of the confidences that are counted: what one object's may be off by, at most."""
    middles = (np.arange(len(histogram)) + 0.5) / len(histogram)
    counts = np.where(middles >= floor, histogram, 0)
    if counts.sum() < 2:
        return _DEFAULT_VARIANCE
    mean = float((counts * middles).sum() / counts.sum())
    return max(float((counts * (middles - mean) ** 2).sum() / counts.sum()), _LEAST_VARIANCE)


def _low_rates(blocks: Floats, kinds: NDArray[np.int64]) -> tuple[float, ...]:
    """By hour of the day, of the kind of day that is least sure then."""
    highest = np.zeros(HOURS_A_DAY)
    for kind in set(kinds.tolist()):
        low, count = (by_hour(blocks[kinds == kind][..., column]).sum(axis=0) for column in (2, 1))
        highest = np.maximum(highest, np.divide(low, count, out=np.zeros(HOURS_A_DAY), where=count > 20))
    return tuple(highest.tolist())


def _totals(days: Sequence[Day]) -> dict[str, LabelTotals]:
    sums: dict[str, Floats] = {}
    for day in days:
        for label in day.labels:
            sums[label] = sums.get(label, np.zeros(len(OF_LABEL))) + day.hours_of(label).sum(axis=0)
    return {
        label: LabelTotals(int(n), float(confidence / n), float(low / n))
        for label, (n, low, confidence, *_) in sums.items()
        if n
    }


def _unknown_a_day(days: Sequence[Day]) -> float:
    """The most detections that a day held of labels which no other day held."""
    held: dict[str, list[float]] = {}
    for day in days:
        for label in day.labels:
            held.setdefault(label, []).append(float(day.hours_of(label)[:, DETECTIONS].sum()))
    alone = {label for label, counts in held.items() if len(counts) == 1}
    return max(
        (
            sum(float(day.hours_of(label)[:, DETECTIONS].sum()) for label in day.labels if label in alone)
            for day in days
        ),
        default=0.0,
    )
