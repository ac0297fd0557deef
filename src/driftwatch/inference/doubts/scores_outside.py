"""Class scores beyond 0 and 1: logits, pixels, key points or angles, but no probabilities."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally


def judge(tally: Tally) -> str | None:
    """Nothing refutes it: one such score is enough."""
    lowest, highest, tolerance = tally.notes.lowest, tally.notes.highest, tally.manner.tolerance
    if lowest >= -tolerance and highest <= 1 + tolerance:
        return None
    return (
        f"its class scores run from {lowest:.3g} to {highest:.3g}, which are no probabilities from 0 to 1 (perhaps "
        f"logits, turned boxes or key points); {name_decoder(tally)}, or export it with plain boxes and probabilities"
    )


SCORES_OUTSIDE: Final = Guard("scores_outside", judge, refuses=True)
