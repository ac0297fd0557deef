"""Every row of the table: what is measured, and what it is to reach."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.reviews.week import Taught, designed, plain, teach, turns
from benchmarks.reviews.world import World
from driftwatch.quality.estimates.frames import expected_found
from driftwatch.quality.estimates.running import estimate_running
from driftwatch.quality.estimates.share import Frames, estimate_share
from driftwatch.quality.verdicts.candidate import CandidateDisagreement, CandidateVerdict, Compared, judge_candidate
from driftwatch.quality.verdicts.drop import WEEKS_A_YEAR, Evidence, find_drop, least_proof


@dataclass(frozen=True)
class Row:
    """value, error: of Monte Carlo (one standard error). target: in words."""

    what: str
    value: float
    error: float
    target: str
    reached: bool

    def __str__(self) -> str:
        return (
            f"{self.what:88} {self.value:8.4f} ± {self.error:.4f}  {self.target:10} {'yes' if self.reached else 'NO'}"
        )


Make = Callable[[World, int, np.random.Generator], Frames]


def coverage(make: Make, name: str, repeats: int, rng: np.random.Generator) -> list[Row]:
    """One row for the worst cell, one for the mean of all, one for intervals of width 0."""
    cells: list[tuple[float, str]] = []
    narrow = 0
    for precision in (0.80, 0.90, 0.98, 0.995):
        for reviews in (50, 100, 200):
            for boxes, icc in ((1, 0.0), *((b, i) for b in (3, 5) for i in (0.0, 0.3, 0.5))):
                world = World(precision, boxes, icc, 0.81)
                found = [estimate_share(make(world, reviews, rng)) for _ in range(repeats)]
                known = [one for one in found if one is not None]
                narrow += sum(one.high <= one.low for one in known)
                share = sum(one.low <= precision <= one.high for one in known) / repeats
                cells.append((share, f"P {precision}, {reviews} frames of {boxes}, icc {icc}"))
    worst, where = min(cells)
    mean = float(np.mean([share for share, _ in cells]))
    spread = math.sqrt(worst * (1 - worst) / repeats)
    mean_error = math.sqrt(sum(c * (1 - c) / repeats for c, _ in cells)) / len(cells)
    return [
        Row(f"coverage, {name}: worst of {len(cells)} cells ({where})", worst, spread, ">= .94", worst >= 0.94),
        Row(f"coverage, {name}: mean", mean, mean_error, ">= .95", mean >= 0.95),
        Row(f"coverage, {name}: intervals of width 0", narrow, 0.0, "0", narrow == 0),
    ]


def by_design(world: World, reviews: int, rng: np.random.Generator) -> Frames:
    return designed(world, teach(world, 200, rng), reviews, rng)


class TaughtForMonths:
    """Weeks by design; a curve serves ten of them before another is learned, which takes as long as a week."""

    def __init__(self) -> None:
        self._taught: dict[World, tuple[Taught, int]] = {}

    def __call__(self, world: World, reviews: int, rng: np.random.Generator) -> Frames:
        taught, weeks = self._taught.get(world, (None, 0))
        if taught is None or weeks == _WEEKS:
            taught, weeks = teach(world, 200, rng), 0
        self._taught[world] = (taught, weeks + 1)
        return designed(world, taught, reviews, rng)


_WEEKS = 10


def widths(repeats: int, rng: np.random.Generator) -> list[Row]:
    rows: list[Row] = []
    for auc, most in ((0.5, 0.044), (0.81, 0.036), (0.92, 0.029)):
        world = World(0.9, 1, 0.0, auc)
        make = plain if auc == 0.5 else by_design
        found = [estimate_share(make(world, 200, rng)) for _ in range(repeats)]
        half = np.array([one.half_width for one in found if one is not None])
        name = "plain" if auc == 0.5 else f"AUC {auc}"
        mean, error = float(half.mean()), float(half.std() / math.sqrt(len(half)))
        rows.append(Row(f"half width at .90, 200 reviews of one box, {name}", mean, error, f"<= {most}", mean <= most))
    return rows


def running(weeks: int, rng: np.random.Generator) -> list[Row]:
    """Weeks of 200 reviews, looked at after each seventh of them; a week counts only where all looks hold."""
    held = looks = 0
    for week in range(weeks):
        precision, boxes = (0.8, 0.9, 0.98)[week % 3], (1, 3)[week % 2]
        frames = plain(World(precision, boxes, 0.3 if boxes > 1 else 0.0), 200, rng)
        inside: list[bool] = []
        for day in range(1, 8):
            end = round(200 * day / 7)
            columns = (frames.weights, frames.right, frames.boxes, frames.expected)
            found = estimate_running(Frames(*(column[:end] for column in columns)))
            inside.append(found is not None and found.low <= precision <= found.high)
        held += all(inside)
        looks += sum(inside)
    share, each = held / weeks, looks / weeks / 7
    return [
        Row("running week: all seven looks of a week hold", share, error_of(share, weeks), ">= .95", share >= 0.95),
        Row("running week: a daily look holds", each, error_of(each, weeks), ">= .95", each >= 0.95),
    ]


def error_of(share: float, count: int) -> float:
    return math.sqrt(share * (1 - share) / count)


def false_drops(years: int, rng: np.random.Generator) -> list[Row]:
    """200 reviews a week; three labels and all together are watched, at the truth itself, the hardest case.

    Half of the years plain, half with confidences of AUC .81 and strata.
    """
    alarms: list[int] = []
    reviews = round(200 * WEEKS_A_YEAR)
    proof = least_proof(200, 4)
    world = World(0.9, 1, 0.0, 0.81)
    for year in range(years):
        taught = teach(world, 400, rng) if year % 2 else None
        seen = [Evidence(0.0, w, right, 1.0, e) for w, right, e in turns(world, taught, reviews, rng)]
        labels = rng.integers(0, 3, len(seen))
        streams = [seen, *([one for one, label in zip(seen, labels, strict=True) if label == own] for own in range(3))]
        alarms.append(sum(false_alarms(stream, 0.9, proof) for stream in streams))
    mean, error = float(np.mean(alarms)), float(np.std(alarms) / math.sqrt(years))
    return [Row(f"false verdicts a year, 3 labels and all together, {years} years", mean, error, "<= 1", mean <= 1)]


def false_alarms(stream: list[Evidence], before: float, proof: float) -> int:
    """Verdicts in a stream in which nothing drops; after each it begins again."""
    count = 0
    while finding := find_drop(stream, before, proof):
        count += 1
        stream = stream[finding.first + finding.reviews :]
    return count


def delays(repeats: int, rng: np.random.Generator) -> list[Row]:
    """Reviews from the drop to the verdict; 200 before it. One label is watched and the reference is known."""
    rows: list[Row] = []
    for after, limits in ((0.85, (340, 280, 200)), (0.8, (130, 110, 100)), (0.7, (55, 55, 55))):
        for auc, limit in zip((0.5, 0.81, 0.92), limits, strict=True):
            took = [_delay(after, auc, rng) for _ in range(repeats)]
            median = float(np.median(took))
            ends = np.sort(took)[[round(repeats / 2 + sign * math.sqrt(repeats) / 2) for sign in (-1, 1)]]
            name = "plain" if auc == 0.5 else f"AUC {auc}"
            error = float(ends[1] - ends[0]) / 2
            rows.append(
                Row(
                    f"reviews until .90 -> {after} is found, median, {name}",
                    median,
                    error,
                    f"<= {limit}",
                    median <= limit,
                )
            )
    return rows


def _delay(after: float, auc: float, rng: np.random.Generator) -> float:
    before = World(0.9, 1, 0.0, auc)
    taught = teach(before, 400, rng) if auc > 0.5 else None
    later = World(after, 1, 0.0, auc)
    rows = turns(before, taught, 200, rng) + turns(later, taught, 1500 if after > 0.8 else 600, rng)
    finding = find_drop([Evidence(0.0, w, right, 1.0, e) for w, right, e in rows], 0.9, least_proof(200, 1))
    return math.inf if finding is None else max(finding.first + finding.reviews - 200, 0)


def recall(repeats: int, rng: np.random.Generator) -> list[Row]:
    """One object a frame; 15% of the frames hold 70% of the misses. What strata miss was learned from 200 frames."""
    misses, parts = {"hard": 0.15 * 0.7 / 0.15, "easy": 0.15 * 0.3 / 0.85}, {"hard": 0.15, "easy": 0.85}
    scatter = {name: math.sqrt(rate * (1 - rate)) for name, rate in misses.items()}
    usual = sum(parts[name] * scatter[name] for name in parts)
    emphasis = {name: 0.2 + 0.8 * scatter[name] / usual for name in parts}
    half: list[float] = []
    held = 0
    for _ in range(repeats):
        before = {n: rng.binomial(60 if n == "hard" else 140, misses[n]) / (60 if n == "hard" else 140) for n in misses}
        expected = expected_found(before, parts)
        names = np.where(rng.random(POOLED) < 0.15, "hard", "easy")
        emph = np.where(names == "hard", emphasis["hard"], emphasis["easy"])
        priorities = rng.exponential(1 / emph)
        order = np.argsort(priorities)[:200]
        reach = priorities[order[-1]]
        weights = 1 / -np.expm1(-emph[order] * reach)
        found = (rng.random(200) >= np.where(names[order] == "hard", misses["hard"], misses["easy"])).astype(float)
        added = np.array([expected[str(name)] for name in names[order]])
        one = estimate_share(Frames(weights, found, np.ones(200), added))
        assert one is not None
        half.append(one.half_width)
        held += one.low <= 0.85 <= one.high
    mean, error = float(np.mean(half)), float(np.std(half) / math.sqrt(repeats))
    share = held / repeats
    return [
        Row("half width of recall .85, 200 frames looked at", mean, error, "<= .037", mean <= 0.037),
        Row("its coverage", share, error_of(share, repeats), ">= .94", share >= 0.94),
    ]


POOLED = 2000


def candidates(repeats: int, rng: np.random.Generator) -> list[Row]:
    """6% of frames of one box differ, by a gained or a lost box; 60 are reviewed. Worse: 2 errors more in 100 boxes."""
    rows: list[Row] = []
    for name, net, target in (("2 points worse", -1 / 3, 0.8), ("equal", 0.0, 0.05)):
        called = dict.fromkeys(CandidateVerdict, 0)
        for _ in range(repeats):
            better = rng.random(60) < (1 + net) / 2
            gained = rng.random(60) < 0.5
            reviews = [_disagreement(bool(b), bool(g)) for b, g in zip(better, gained, strict=True)]
            result = judge_candidate(reviews, Compared(20_000, 1200, 20_000, 20_000, 0.9))
            assert result is not None
            called[result.verdict] += 1
        share = called[CandidateVerdict.WORSE] / repeats
        is_met = share >= target if net < 0 else share <= target
        sign = ">=" if net < 0 else "<="
        rows.append(
            Row(
                f"candidate {name}: called worse at 60 verdicts",
                share,
                error_of(share, repeats),
                f"{sign} {target}",
                is_met,
            )
        )
    return rows


def _disagreement(better: bool, gained: bool) -> CandidateDisagreement:
    if gained:
        return CandidateDisagreement(int(better), int(not better), 0, 0)
    return CandidateDisagreement(0, 0, int(not better), int(better))
