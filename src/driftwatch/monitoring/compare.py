"""Two recordings through the same model: is the second one worse, not worse within limits, or undecided?

Every figure gets an interval. It is worse where the interval does not hold "unchanged" and the change reaches the
figure's limit; not worse where the whole interval lies inside the limit (two one-sided tests; D. J. Schuirmann 1987).
Everything else this footage cannot show. The evidence is objects and stretches of the recording, never frames.
"""

from dataclasses import dataclass
from enum import Enum

from driftwatch.monitoring.contrasts import FEW_OBJECTS, Contrast, Harm
from driftwatch.monitoring.footage_figures import contrasts
from driftwatch.monitoring.intervals import LEAST_PARTS
from driftwatch.monitoring.measured import Measured
from driftwatch.monitoring.partners import Partners


class ComparisonVerdict(str, Enum):
    """Of a figure, and of two recordings. CHANGED, UNCHANGED: of the picture, which is neither better nor worse."""

    WORSE = "worse"
    NOT_WORSE = "not worse"
    UNCLEAR = "not told apart"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Difference:
    contrast: Contrast
    verdict: ComparisonVerdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two recordings compared, figure by figure."""

    differences: tuple[Difference, ...]
    """Every figure."""
    evidence: tuple[float, float]
    """Objects of both recordings, see Measured."""
    is_paired: bool
    """Both are of the same moments."""

    @property
    def verdict(self) -> ComparisonVerdict:
        """Worse where one figure is; not worse where every figure of the model is not worse."""
        verdicts = {one.verdict for one in self.differences} - {ComparisonVerdict.CHANGED, ComparisonVerdict.UNCHANGED}
        if ComparisonVerdict.WORSE in verdicts:
            return ComparisonVerdict.WORSE
        is_seen = any(one.contrast.figure.name == "confidence" for one in self.differences)
        return (
            ComparisonVerdict.NOT_WORSE
            if is_seen and verdicts == {ComparisonVerdict.NOT_WORSE}
            else ComparisonVerdict.UNCLEAR
        )


def compare(reference: Measured, current: Measured, partners: Partners | None = None) -> Comparison:
    """partners: where both are of the same moments, frame by frame.

    Raises ValueError where a side has fewer than 8 stretches: nothing can be said of how it varies.
    """
    first, second = len(reference.parts), len(current.parts)
    if min(first, second) < LEAST_PARTS:
        raise ValueError(f"each side needs at least {LEAST_PARTS} stretches with frames, got {first} and {second}")
    evidence = reference.evidence, current.evidence
    is_enough = partners is not None or min(evidence) >= FEW_OBJECTS
    differences: list[Difference] = []
    for one in contrasts(reference, current, partners):
        verdict = _judge(one, is_enough)
        is_of_boxes = one.figure.name in ("found_again", "confirmed")
        if verdict is ComparisonVerdict.WORSE and is_of_boxes and partners and not partners.is_placed:
            verdict = ComparisonVerdict.UNCLEAR
        differences.append(Difference(one, verdict))
    return Comparison(tuple(differences), evidence, partners is not None)


def _judge(one: Contrast, is_enough: bool) -> ComparisonVerdict:
    low, high = one.interval
    is_change = (low > 0 or high < 0) and abs(one.change) >= one.limit
    harm = one.figure.harm
    if harm is Harm.NEITHER:
        is_inside = -one.limit < low and high < one.limit
        return (
            ComparisonVerdict.CHANGED
            if is_change
            else ComparisonVerdict.UNCHANGED
            if is_inside
            else ComparisonVerdict.UNCLEAR
        )
    is_falling = one.change < 0
    if is_change and (harm is Harm.EITHER or is_falling == (harm in (Harm.FALLS, Harm.FALLS_ONLY))):
        return ComparisonVerdict.WORSE
    is_inside = (harm is Harm.RISES_ONLY or low > -one.limit) and (harm is Harm.FALLS_ONLY or high < one.limit)
    return ComparisonVerdict.NOT_WORSE if is_inside and is_enough else ComparisonVerdict.UNCLEAR
