"""The rows of the table again, on streams that a model really saw: the conveyor, and real footage."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.reviews.recorded import Known, Recorded, by_design, evenly, know, teach, turns
from benchmarks.reviews.rows import Row, error_of, false_alarms
from benchmarks.reviews.sites import conveyor_stream, face_stream
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.share import estimate_share
from driftwatch.quality.verdicts.drop import WEEKS_A_YEAR, Evidence, find_drop, least_proof

_REVIEWS: Final = (50, 100, 200)
_TAUGHT: Final = 400
_LONGEST: Final = 600
_WEEKS_A_CURVE: Final = 10


@dataclass(frozen=True, slots=True)
class Site:
    """stream: makes one of a number of frames, good or bad, of a seed. frames: of each. bad: what goes wrong there."""

    name: str
    bad: str
    frames: int
    stream: Callable[[int, int, bool], Recorded]


SITES: Final = (
    Site("conveyor", "smeared lens", 6000, conveyor_stream),
    Site("faces", "grain", 4000, face_stream),
)


def real(repeats: int, rng: np.random.Generator) -> list[Row]:
    """What is learned is learned on another seed of the good stream, as a site has it."""
    rows: list[Row] = []
    for site in SITES:
        earlier, good = (site.stream(int(rng.integers(1 << 30)), site.frames, False) for _ in range(2))
        bad = site.stream(int(rng.integers(1 << 30)), site.frames, True)
        for stream, name in ((good, site.name), (bad, f"{site.name}, {site.bad}")):
            rows += _shown(stream, name) + _coverage(earlier, stream, name, repeats, rng)
        rows += _verdicts(earlier, good, bad, site.name, repeats, rng)
    return rows


def _shown(stream: Recorded, name: str) -> list[Row]:
    """What the stream is like, without a target."""
    figures = {
        "AUC of confidence": stream.auc,
        "precision": stream.precision,
        "recall": stream.recall,
        "boxes a frame": len(stream.owners) / stream.size,
    }
    return [Row(f"{name}: {what}", value, 0.0, "", reached=True) for what, value in figures.items()]


def _coverage(earlier: Recorded, stream: Recorded, name: str, repeats: int, rng: np.random.Generator) -> list[Row]:
    """A curve serves ten weeks before another is learned."""
    held: dict[tuple[str, int], list[bool]] = {}
    half: dict[str, list[float]] = {}
    known = know(stream, *teach(earlier, _TAUGHT, rng))
    for number in range(repeats):
        if number and number % _WEEKS_A_CURVE == 0:
            known = know(stream, *teach(earlier, _TAUGHT, rng))
        for reviews in _REVIEWS:
            frames, looked = by_design(known, reviews, rng)
            found = {
                "evenly": (estimate_share(evenly(known, reviews, rng)), stream.precision),
                "by design": (estimate_share(frames), stream.precision),
                "recall": (estimate_share(looked), stream.recall),
            }
            for what, (one, truth) in found.items():
                held.setdefault((what, reviews), []).append(_holds(one, truth))
                if reviews == _REVIEWS[-1] and one is not None:
                    half.setdefault(what, []).append(one.half_width)
    rows: list[Row] = []
    for what, widths in half.items():
        shares = {reviews: float(np.mean(held[what, reviews])) for reviews in _REVIEWS}
        worst = min(shares, key=lambda reviews: shares[reviews])
        share, width = shares[worst], float(np.mean(widths))
        title = f"{name}: coverage, {what}, the worst ({worst} reviews)"
        rows.append(Row(title, share, error_of(share, repeats), ">= .94", share >= 0.94))
        spread = float(np.std(widths)) / math.sqrt(len(widths))
        rows.append(Row(f"{name}: half width, {what}, {_REVIEWS[-1]} reviews", width, spread, "", reached=True))
    return rows


def _holds(found: Estimate | None, truth: float) -> bool:
    return found is not None and found.low <= truth <= found.high


def _verdicts(
    earlier: Recorded, good: Recorded, bad: Recorded, name: str, repeats: int, rng: np.random.Generator
) -> list[Row]:
    """The reference is the truth itself: the hardest case for false verdicts."""
    took: list[float] = []
    alarms: list[int] = []

    def learn() -> tuple[Known, Known]:
        taught = teach(earlier, _TAUGHT, rng)
        return know(good, *taught), know(bad, *taught)

    before, after = learn()
    for number in range(repeats):
        if number and number % _WEEKS_A_CURVE == 0:
            before, after = learn()
        seen = _evidence(before, 200, rng) + _evidence(after, _LONGEST, rng)
        finding = find_drop(seen, good.precision, least_proof(200, 1))
        took.append(math.inf if finding is None else max(finding.first + finding.reviews - 200, 0))
        if number < repeats // 4:
            alarms.append(
                false_alarms(_evidence(before, round(200 * WEEKS_A_YEAR), rng), good.precision, least_proof(200, 1))
            )
    median, mean = float(np.median(took)), float(np.mean(alarms))
    ends = np.sort(took)[[round(repeats / 2 + sign * math.sqrt(repeats) / 2) for sign in (-1, 1)]]
    drop = f"{good.precision:.3f} -> {bad.precision:.3f}"
    error = float(np.std(alarms)) / math.sqrt(len(alarms))
    title = f"{name}: false verdicts a year, {len(alarms)} years"
    return [
        Row(
            f"{name}: reviews until {drop} is found, median",
            median,
            float(ends[1] - ends[0]) / 2,
            "<= 340",
            median <= 340,
        ),
        Row(title, mean, error, "<= 1", mean <= 1),
    ]


def _evidence(known: Known, reviews: int, rng: np.random.Generator) -> list[Evidence]:
    frames = turns(known, reviews, rng)
    columns = (frames.weights, frames.right, frames.boxes, frames.expected)
    return [Evidence(0.0, *row) for row in np.stack(columns, axis=1).tolist()]
