"""Is a label below what its owner asks of it?"""

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.settings import Target


def below_target(target: Target | None, precision: Estimate | None, recall: Estimate | None) -> tuple[str, ...]:
    """Which of "precision" and "recall" lie below the target with their whole interval."""
    if target is None:
        return ()
    pairs = (("precision", target.precision, precision), ("recall", target.recall, recall))
    return tuple(name for name, least, found in pairs if least is not None and found is not None and found.high < least)
