"""Classifiers: one output with a number for each class.

The convention is that of Viam's vision service rdk:builtin:mlmodel (rdk v1.4.0, package ml): the numbers are
probabilities or logits, and their range shows which.
"""

from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.heads.common.notes import Floats, note_logits, note_scores
from driftwatch.inference.heads.common.tensor_reading import numbers
from driftwatch.inference.tensors import Tensors

PROBABILITY: Final = "probability"

Scores: TypeAlias = Literal["auto", "probabilities", "logits"]

ROUNDING: Final = 1e-3
"""What a float16 model may leave [0, 1] by."""


class Classifier:
    """Gives probabilities, whether the model gives them or logits.

    output: the model's name of the output. scores: what its numbers are; "auto" finds out.

    With "auto" the numbers are taken as they are until the first frame that no probabilities could give: a value
    outside [0, 1] among several, or a single value outside [-1, 1]. From then on they are logits in every frame:
    softmax for several, the logistic function for one. The builtin service decides again in each frame, so the two
    differ only where it errs: in frames whose logits all happen to lie in [0, 1], and in frames where rounding
    carried a probability past 1.
    """

    def __init__(self, output: str, scores: Scores = "auto") -> None:
        self.output = output
        self._scores: Scores = scores

    @property
    def scores(self) -> Scores:
        """What the numbers were found to be so far."""
        return self._scores

    def read(self, outputs: Tensors) -> NDArray[np.float64]:
        values = numbers(outputs, self.output).reshape(-1)
        if len(values) == 0:
            raise OutputError(f'output "{self.output}" has no classes')
        if self._scores == "auto" and _are_logits(values):
            self._scores = "logits"
        if self._scores != "logits":
            # A single value from -1 to 0 counts as no confidence, as with the builtin service.
            note_scores(values if len(values) > 1 else np.maximum(values, 0.0))
            return np.clip(values, 0.0, 1.0)
        return np.asarray(softmax(values) if len(values) > 1 else sigmoid(values), dtype=np.float64)


def _are_logits(values: NDArray[np.float64]) -> bool:
    lowest = 0.0 if len(values) > 1 else -1.0
    return bool(values.min() < lowest - ROUNDING or values.max() > 1 + ROUNDING)


def softmax(values: Floats) -> Floats:
    """Along the last axis; the largest value is subtracted first, so that nothing overflows."""
    note_logits(values)
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sigmoid(values: Floats) -> Floats:
    """The logistic function, without overflow on either side."""
    note_logits(values)
    return 0.5 * (1.0 + np.tanh(0.5 * values))
