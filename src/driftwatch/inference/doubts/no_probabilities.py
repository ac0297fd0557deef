"""A classifier whose numbers are neither probabilities nor logits."""

from typing import Final

import numpy as np

from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.doubts.guard import Guard
from driftwatch.inference.doubts.tally import Tally
from driftwatch.inference.heads.classifier import Classifier

NAME: Final = "no_probabilities"
SAMPLES: Final = 2

_PERCENT = 0.5  # by which percentages may miss 100 together


def judge(tally: Tally) -> str | None:
    """Refuted by as many images without a clue."""
    clue = tally.clues.get(NAME)
    if clue is None or clue.samples < max(SAMPLES, tally.samples / 2):
        return None
    return f"{clue.text}; export the model so that it gives a probability or a logit for each class"


def percentages(exhibit: Exhibit) -> str | None:
    """Numbers above 1 that make 100 together."""
    values = _values(exhibit)
    if values is None or values.size < 2 or values.max() <= 1 or values.min() < 0 or abs(values.sum() - 100) > _PERCENT:
        return None
    return "its class scores are percentages, and are taken for logits"


def index(exhibit: Exhibit) -> str | None:
    """One whole number, as an argmax leaves it."""
    values, head = _values(exhibit), exhibit.choice.classifier
    if values is None or not isinstance(head, Classifier) or values.size != 1 or head.output in exhibit.choice.scales:
        return None
    if not np.issubdtype(exhibit.outputs[head.output].dtype, np.integer):
        return None
    return "its output is the number of a class, not how sure the model is of each"


def _values(exhibit: Exhibit) -> np.ndarray | None:
    head = exhibit.choice.classifier
    return exhibit.outputs[head.output].astype(np.float64) if isinstance(head, Classifier) else None


NO_PROBABILITIES: Final = Guard(NAME, judge)
