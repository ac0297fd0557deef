"""Numbers that all lie in [0, 1] where logits are expected: probabilities, squeezed once more."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

SAMPLES: Final = 2


def judge(tally: Tally) -> str | None:
    """The first number outside refutes it."""
    lowest, highest = tally.notes.lowest_logit, tally.notes.highest_logit
    if tally.samples < SAMPLES or not 0 <= lowest < highest <= 1:
        return None
    return (
        f"its class scores run from {lowest:.3g} to {highest:.3g}, which are probabilities, where numbers of any size "
        f"are expected that a logistic function makes scores of; {name_decoder(tally)}"
    )


PROBABILITIES_ALREADY: Final = Guard("probabilities_already", judge)
