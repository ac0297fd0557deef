import numpy as np
import pytest

from driftwatch.quality.verdicts.candidate import (
    LOOKS,
    CandidateDisagreement,
    CandidateVerdict,
    Compared,
    judge_candidate,
)

COMPARED = Compared(frames=20_000, differing=1200, live=20_000, candidate=20_000, precision=0.9)
BETTER, WORSE = CandidateDisagreement(1, 0, 0, 0), CandidateDisagreement(0, 1, 0, 0)


@pytest.mark.parametrize(
    ("better", "worse", "verdict"),
    [
        (10, 50, CandidateVerdict.WORSE),
        (30, 30, CandidateVerdict.UNDECIDED),
        (50, 10, CandidateVerdict.PROMOTE),
        (2, 27, CandidateVerdict.UNDECIDED),  # clear, but before the first look
    ],
)
def test_verdicts(better: int, worse: int, verdict: CandidateVerdict) -> None:
    order = [WORSE if index % (better + worse) < worse else BETTER for index in range(0, 7 * (better + worse), 7)]
    found = judge_candidate(order, COMPARED)
    assert found is not None
    assert found.verdict is verdict
    assert (found.reviews_needed > 0) == (verdict is CandidateVerdict.UNDECIDED)


def test_figures_are_of_all_frames() -> None:
    found = judge_candidate([BETTER] * 30 + [WORSE] * 30, COMPARED)
    assert found is not None
    assert found.per_thousand == pytest.approx((30, 30, 0, 0))
    assert found.found.value == pytest.approx(30)
    assert found.precision is not None
    assert found.precision.value == pytest.approx((0.5 - 0.9) * 1200 / 20_000)
    assert found.better.value == pytest.approx(0)
    assert found.better.low < 0 < found.better.high


def test_nothing_compared_is_no_result() -> None:
    assert judge_candidate([BETTER] * 60, Compared(0, 0, 0, 0, 0.9)) is None
    assert judge_candidate([BETTER], COMPARED) is None


@pytest.mark.parametrize(("worse", "least", "verdict"), [(0.0, 0.85, "promote"), (0.02, 0.8, "worse")])
def test_equal_ones_are_promoted_and_worse_ones_are_not(worse: float, least: float, verdict: str) -> None:
    """6% of the frames differ; at the default margin 94% of equal ones are promoted, docs/loop.md has the figures."""
    rng = np.random.default_rng(20_261_128)
    found: list[str] = []
    for _ in range(60):
        is_error = rng.random(LOOKS[-1].reviews) < 0.5 + worse / 0.06 / 2
        result = judge_candidate([WORSE if one else BETTER for one in is_error], COMPARED)
        assert result is not None
        found.append(result.verdict.value)
    assert found.count(verdict) / len(found) >= least
    assert worse == 0 or "promote" not in found
