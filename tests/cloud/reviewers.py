"""What people find on frames on which two models differ, drawn: for tests and for `benchmarks loop`."""

import numpy as np

from driftwatch.quality.verdicts.candidate import LOOKS, CandidateDisagreement, Compared

FRAMES = 20_000
_BETTER = (CandidateDisagreement(1, 0, 0, 0), CandidateDisagreement(0, 0, 0, 1))
_WORSE = (CandidateDisagreement(0, 1, 0, 0), CandidateDisagreement(0, 0, 1, 0))


def reviews(worse: float, differing: float, rng: np.random.Generator) -> list[CandidateDisagreement]:
    """worse: errors more, as a share of the live model's boxes. differing: share of frames, one box each."""
    errors = rng.random(LOOKS[-1].reviews) < 0.5 + worse / differing / 2
    which = rng.integers(0, 2, len(errors))
    return [(_WORSE if error else _BETTER)[kind] for error, kind in zip(errors, which, strict=True)]


def compared(differing: float) -> Compared:
    """Of FRAMES frames with one box each."""
    return Compared(FRAMES, round(differing * FRAMES), FRAMES, FRAMES, 0.9)
