"""Which of a model's outputs are location, category and score."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.viam_tensors import CATEGORY, LOCATION, SCORE
from driftwatch.inference.tensors import Array, Tensors

HINTS: Final = {
    LOCATION: ("loc", "box"),
    CATEGORY: ("categ", "class", "label"),
    SCORE: ("score", "conf", "prob"),
}


@dataclass(frozen=True, slots=True)
class ViamNames:
    """The model's names of the three outputs."""

    location: str
    score: str
    category: str | None
    """None where there is none."""
    guessed: tuple[str, ...] = ()
    """Those found by shape."""


def find_names(subject: Subject) -> ViamNames | None:
    """Gives the outputs' names, or None where no output can be the location or the score.

    An output that the owner renamed is taken, then one that bears Viam's name. The rest is found by shape and
    dtype, among equals by a hint in the name ("boxes", "classes", "scores"), then by the model's own order:
    location: three dimensions, four numbers a box. category: two dimensions, one number a box; integers, else
    whole numbers above 1, else whole numbers. score: two dimensions, one number a box, not integers.
    The builtin service guesses by the same properties, but takes any output that has them.
    """
    location, score, category = (subject.named(role) for role in (LOCATION, SCORE, CATEGORY))
    category_is_done = category is not None or _needs_no_category(subject, location, score)
    guessed: list[str] = []
    free = {name: array for name, array in subject.outputs.items() if name not in (location, category, score)}

    def guess(role: str, fits: Callable[[Array], int]) -> str | None:
        name = _best(free, role, fits)
        if name is not None:
            free.pop(name)
            guessed.append(role)
        return name

    if location is None:
        location = guess(LOCATION, _location_fit)
    boxes = _boxes(subject.outputs, location)
    if not category_is_done:
        category = guess(CATEGORY, lambda array: _category_fit(array, boxes, _count(free.values())))
    if score is None:
        score = guess(SCORE, lambda array: _score_fit(array, boxes))
    if location is None or score is None:
        return None
    return ViamNames(location, score, category, tuple(guessed))


def _needs_no_category(subject: Subject, location: str | None, score: str | None) -> bool:
    """Whether classes lie in the score, or there is only one: with both others known and nothing left for it."""
    if location is None or score is None:
        return False
    known = subject.outputs.get(score)
    return len(subject.outputs) == 2 or (known is not None and known.ndim == 3)


def _best(free: Tensors, role: str, fits: Callable[[Array], int]) -> str | None:
    """The name with the best fit; of equal ones, one with a hint in its name; of those, the first."""
    ranked = [(fits(array), any(hint in name.lower() for hint in HINTS[role]), name) for name, array in free.items()]
    possible = [entry for entry in ranked if entry[0] > 0]
    return max(possible, key=lambda entry: entry[:2])[2] if possible else None


def _boxes(outputs: Tensors, location: str | None) -> int:
    found = None if location is None else outputs.get(location)
    return -1 if found is None else found.size // 4


def _count(arrays: Iterable[Array]) -> int | None:
    """The number of detections, where an output of one element gives it."""
    singles = [array for array in arrays if array.shape == (1,) and np.isfinite(array).all()]
    return max(int(singles[0][0]), 0) if singles else None


def _location_fit(array: Array) -> int:
    if array.ndim != 3:
        return 0
    return 2 if array.shape[2] == 4 else 1


def _category_fit(array: Array, boxes: int, count: int | None) -> int:
    if array.ndim != 2 or (boxes >= 0 and array.size != boxes):
        return 0
    if np.issubdtype(array.dtype, np.integer):
        return 3
    filled = array[:, :count] if count else array
    if not np.array_equal(filled, np.round(filled)):
        return 0
    return 2 if filled.size and filled.max() > 1 else 1


def _score_fit(array: Array, boxes: int) -> int:
    if boxes >= 0 and array.size % max(boxes, 1):
        return 0
    if array.ndim == 2 and (boxes < 0 or array.size == boxes):
        return 3 if np.issubdtype(array.dtype, np.floating) else 1
    return 2 if array.ndim == 3 and np.issubdtype(array.dtype, np.floating) else 0
