"""How often a worse candidate is rolled out, and an equal one is held, when people review what the models differ on."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.loop.row import LoopRow
from benchmarks.loop.world import LoopBench
from driftwatch.cloud.outcome import OutcomeKind
from driftwatch.quality.verdicts.candidate import (
    LOOKS,
    MARGIN,
    CandidateVerdict,
    judge_candidate,
)
from tests.cloud.fleet import NEW, OLD, SimulatedFleet
from tests.cloud.reviewers import compared, reviews

LOOPS = ((0.03, 0.06), (0.03, 0.1), (0.0, 0.06), (0.0, 0.1), (-0.01, 0.06))
"""Errors more, as a share of the live model's boxes, and the share of frames that differ: of whole loops."""
VERDICTS = (
    (0.03, 0.06), (0.03, 0.1), (0.03, 0.2), (0.01, 0.06), (0.0, 0.03), (0.0, 0.06), (0.0, 0.1), (0.0, 0.15),
    (-0.01, 0.06), (-0.01, 0.1),
)  # fmt: skip
"""Of verdicts alone, which are quick."""
_MUST = 0.1  # share of frames that differ, up to which equal ones must not be held


async def one_loop(bench: LoopBench, case: tuple[float, float], rng: np.random.Generator) -> tuple[OutcomeKind, int]:
    """Three machines; people review up to the next look between two runs of the command. Gives how many they made."""
    worse, differing = case
    fleet = SimulatedFleet.of(3)
    given = reviews(worse, differing, rng)
    both = compared(differing)
    looks = iter([look.reviews for look in LOOKS])
    made = 0

    async def wait() -> bool:
        nonlocal made
        fleet.pass_minutes(8)
        if fleet.verdict == CandidateVerdict.UNDECIDED.value:
            count = next(looks, None)
            if count is None:
                return False
            made = count
            result = judge_candidate(given[:made], both, MARGIN)
            assert result is not None
            fleet.verdict = result.verdict.value
        return True

    fleet.verdict = CandidateVerdict.UNDECIDED.value
    outcome = await bench.run(fleet, wait, stages=("1", "all"), bake_minutes=5.0)
    assert fleet.running == [NEW if outcome.is_done else OLD] * 3
    return outcome.kind, made


async def promotions(bench: LoopBench, loops: int, seed: int) -> list[LoopRow]:
    rows: list[LoopRow] = []
    for number, case in enumerate(LOOPS):
        rng = np.random.default_rng([seed, number])
        found = [await one_loop(bench, case, rng) for _ in range(loops)]
        kinds = Counter(kind for kind, _ in found)
        made = float(np.median([count for _, count in found]))
        rows += _rows(case, {kind: kinds[kind] / loops for kind in OutcomeKind}, loops, made)
    return rows


def verdicts(repeats: int, seed: int) -> list[LoopRow]:
    """What people's reviews alone decide."""
    rows: list[LoopRow] = []
    for number, case in enumerate(VERDICTS):
        rng = np.random.default_rng([seed, 100 + number])
        found = [_verdict(case, rng) for _ in range(repeats)]
        kinds = Counter(_KINDS[verdict] for verdict, _ in found)
        made = float(np.median([count for _, count in found]))
        shares = {kind: kinds[kind] / repeats for kind in OutcomeKind}
        rows += [replace(row, name=f"verdict alone, {row.name}") for row in _rows(case, shares, repeats, made)]
    return rows


_KINDS = {
    CandidateVerdict.PROMOTE: OutcomeKind.DONE,
    CandidateVerdict.WORSE: OutcomeKind.FAILED,
    CandidateVerdict.UNDECIDED: OutcomeKind.UNDECIDED,
}


def _verdict(case: tuple[float, float], rng: np.random.Generator) -> tuple[CandidateVerdict, int]:
    """With how many reviews."""
    given = reviews(*case, rng)
    both = compared(case[1])
    for look in LOOKS:
        result = judge_candidate(given[: look.reviews], both, MARGIN)
        assert result is not None
        if result.verdict is not CandidateVerdict.UNDECIDED:
            return result.verdict, look.reviews
    return CandidateVerdict.UNDECIDED, LOOKS[-1].reviews


def _rows(case: tuple[float, float], shares: dict[OutcomeKind, float], loops: int, made: float) -> Iterator[LoopRow]:
    worse, differing = case
    name = f"{100 * worse:+.0f} errors in 100 boxes, {differing:.0%} of the frames differ"
    asked = f"{made:.0f} reviews in the median"
    done = shares[OutcomeKind.DONE]
    if worse > 0:
        must, most = ("<= 2%", 0.02) if worse > MARGIN else ("<= 5%", 0.05)
        yield LoopRow(f"{name}: rolled out", _share(done, loops), must, done <= most, asked)
        return
    held, is_asked = 1 - done, differing <= _MUST
    open_ones = f"{asked}, {shares[OutcomeKind.UNDECIDED]:.0%} undecided"
    target = "<= 10%" if is_asked else "-"
    yield LoopRow(f"{name}: held", _share(held, loops), target, held <= 0.1 or not is_asked, open_ones)


def _share(share: float, loops: int) -> str:
    """With its Monte Carlo error."""
    return f"{100 * share:.1f}% ± {100 * math.sqrt(max(share * (1 - share), 1 / loops / 4) / loops):.1f}"
