"""Precision, recall and F1 of what callers get: boxes at or above the thresholds in force, at an overlap of 0.5."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.evaluation.labelled import Found, Judged, TrueBox, overlap
from driftwatch.quality.evaluation.matching import CROWD, Pairing

OVERLAP: Final = 0.5
NOTHING: Final = ""
"""In the confusion: no object, or no box."""


@dataclass(frozen=True, slots=True)
class Score:
    """right: boxes of an object of their label. wrong: others. missed: objects without a box of their label."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """None without a box."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """None without an object."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both (van Rijsbergen 1979); None without a box and an object."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else None


def counts(judged: Sequence[Judged], label: str) -> NDArray[np.int64]:
    """(N, 3): right, wrong and missed boxes of `label` in each image."""
    rows: list[tuple[int, int, int]] = []
    for image in judged:
        matches = Pairing(image, label, len(image.found)).at(OVERLAP)
        right = sum(partner is not None and partner != CROWD for partner in matches.of_found)
        wrong = sum(partner is None for partner in matches.of_found)
        rows.append((right, wrong, len(matches.truths) - right))
    return np.array(rows, np.int64).reshape(-1, 3)


def score(rows: NDArray[np.int64]) -> Score:
    right, wrong, missed = rows.sum(axis=0).tolist()
    return Score(right, wrong, missed)


def confusion(judged: Sequence[Judged]) -> Mapping[tuple[str, str], int]:
    """(true label, found label) to how often; NOTHING where an object has no box, or a box no object.

    Labels are paired first with their own, so a box that fits an object of its label is never a confusion; what is
    left is paired by overlap, whatever the labels say.
    """
    table: Counter[tuple[str, str]] = Counter()
    for image in judged:
        table.update(_confusion_of(image))
    return table


def _confusion_of(image: Judged) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    found: list[Found] = []
    for label in {one.label for one in image.found}:
        matches = Pairing(image, label, len(image.found)).at(OVERLAP)
        pairs += [(label, label) for partner in matches.of_found if partner is not None and partner != CROWD]
        found += [one for one, partner in zip(matches.found, matches.of_found, strict=True) if partner is None]
    free = _free(image)
    near = sorted(
        (-overlap(one.box, truth), row, column) for row, one in enumerate(found) for column, truth in enumerate(free)
    )
    rows, columns = set[int](), set[int]()
    for value, row, column in near:
        if -value >= OVERLAP and row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((free[column].label, found[row].label))
    pairs += [(NOTHING, one.label) for row, one in enumerate(found) if row not in rows]
    return pairs + [(one.label, NOTHING) for column, one in enumerate(free) if column not in columns]


def _free(image: Judged) -> list[TrueBox]:
    """Objects without a box of their label."""
    left: list[TrueBox] = []
    for label in {one.label for one in image.image.boxes}:
        matches = Pairing(image, label, len(image.found)).at(OVERLAP)
        taken = {partner for partner in matches.of_found if partner is not None}
        left += [one for index, one in enumerate(matches.truths) if index not in taken]
    return left
