"""Roll-outs gated by reviewed truth: how often a worse candidate gets through, and a good one is held.

People review frames on which the two models differ; the verdict is the module's own, `judge_candidate`. The figures of
docs/loop.md come from here.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import OutcomeKind
from driftwatch.quality.verdicts.candidate import (
    MARGIN,
    CandidateVerdict,
    judge_candidate,
)
from tests.cloud.fleet import NEW, OLD, SimulatedFleet, context, settings
from tests.cloud.reviewers import compared, reviews


async def outcome_of(worse: float, differing: float, seed: int, folder: Path) -> OutcomeKind:
    """A loop over four machines; 60 reviews come in between two runs of the command."""
    fleet = SimulatedFleet.of(4)
    given = reviews(worse, differing, np.random.default_rng([2026, seed]))
    both = compared(differing)
    count = 0

    async def wait() -> bool:
        nonlocal count
        fleet.pass_minutes(6)
        count += 60
        if fleet.verdict == CandidateVerdict.UNDECIDED.value:
            result = judge_candidate(given[:count], both, MARGIN)
            fleet.verdict = result.verdict.value if result is not None else fleet.verdict
        return count < 60 * 40

    fleet.verdict = CandidateVerdict.UNDECIDED.value
    outcome = await run_loop(context(fleet, folder / f"{worse}-{differing}-{seed}", settings(4)), wait)
    assert fleet.running == [NEW if outcome.is_done else OLD] * 4
    return outcome.kind


async def shares(worse: float, differing: float, seeds: range, folder: Path) -> dict[OutcomeKind, float]:
    found = Counter([await outcome_of(worse, differing, seed, folder) for seed in seeds])
    return {kind: found[kind] / len(seeds) for kind in OutcomeKind}


async def test_some_roll_outs(tmp_path: Path) -> None:
    assert (await shares(0.03, 0.06, range(8), tmp_path))[OutcomeKind.DONE] == 0
    assert (await shares(-0.01, 0.06, range(8), tmp_path))[OutcomeKind.DONE] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("worse", "differing", "least", "most"),
    [(0.03, 0.06, 0, 0.02), (0.03, 0.1, 0, 0.02), (0.0, 0.06, 0.9, 1), (-0.01, 0.06, 0.9, 1), (-0.01, 0.1, 0.9, 1)],
)
async def test_two_hundred_roll_outs(worse: float, differing: float, least: float, most: float, tmp_path: Path) -> None:
    found = await shares(worse, differing, range(100, 300), tmp_path)
    print(f"{100 * worse:+.0f} points, {differing:.0%} of the frames differ:", found)
    assert least <= found[OutcomeKind.DONE] <= most
