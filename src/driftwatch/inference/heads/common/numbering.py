"""Which number a model gives to the class that the first label names: 0, or 1 where 0 means the background."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import OutputError
from driftwatch.inference.heads.common.box_form import SURE
from driftwatch.inference.heads.common.open_question import OpenQuestion
from driftwatch.inference.heads.common.tensor_reading import Floats
from driftwatch.inference.heads.convention import Subject

PLACEHOLDERS: Final = frozenset({"???", "background", "__background__", "_background_", "unlabeled", "unlabelled"})
"""First lines of label files that stand for class 0 where nothing is."""


class Numbering:
    """Turns a model's class numbers into places in the list of labels."""

    def __init__(self, subject: Subject, likely: int = 0, certain: bool = False) -> None:
        """likely: the first class' number by the convention. certain: whether its definition says so.

        The attribute first_class wins over it, and so do labels that begin with a line for class 0.
        """
        said = subject.settings.first_class
        choices: tuple[int, ...] = (likely,) if certain else (likely, 1 - likely)
        if has_placeholder(subject):
            choices = (0,)
        self._first = OpenQuestion("numbering of classes", choices if said is None else (said,))
        self._count = subject.class_count

    @property
    def assumptions(self) -> tuple[str, ...]:
        if self._first.settled:
            return ()
        taken = self._first.answer
        text = (
            f"first_class: class {taken} is taken for the first label, and no answer has shown yet that classes do not "
            f'count from {1 - taken}; if you know, say it: "first_class": {taken}'
        )
        return (text,)

    def places(self, classes: Floats | NDArray[np.int64], scores: Floats) -> Floats | NDArray[np.int64]:
        """(N,) numbers of classes that were seen, with their scores, to their labels' places.

        Raises OutputError where a number lies before the first class.
        """
        if len(classes) == 0:
            return classes
        sure = classes[scores >= SURE]
        if len(sure):
            self._learn(float(sure.min()), float(sure.max()))
        lowest, first = float(classes.min()), self._first.answer
        if lowest < first:
            raise OutputError(
                f"the model names class {lowest:g}, but its first class is {first}; first_class says which it is"
            )
        return classes - first

    def _learn(self, lowest: float, highest: float) -> None:
        self._first.strike(lambda first: lowest >= first and (self._count is None or highest < first + self._count))


def has_placeholder(subject: Subject) -> bool:
    """Whether the first label is that of class 0 where nothing is."""
    labels = subject.labels
    return bool(labels) and labels[0].strip().lower() in PLACEHOLDERS
