"""Everything that labelled images say of one model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Box, Detection
from driftwatch.inference.filters import Filter
from driftwatch.quality.evaluation.average_precision import AveragePrecision, average_precision, mean_of
from driftwatch.quality.evaluation.labelled import Found, Judged, labels_of
from driftwatch.quality.evaluation.served import Score, confusion, counts, score


@dataclass(frozen=True, slots=True)
class LabelResult:
    """label: "" for all together. objects: in the data set. ap: None without an object."""

    label: str
    objects: int
    served: Score
    ap: AveragePrecision | None


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """labels: all together first. counts: by label ("": all), (N, 3) right, wrong and missed boxes of each image.

    judged: with every box the model gave. served: with those that callers get. confusion: of the served ones.
    """

    labels: tuple[LabelResult, ...]
    counts: Mapping[str, NDArray[np.int64]]
    confusion: Mapping[tuple[str, str], int]
    judged: tuple[Judged, ...]
    served: tuple[Judged, ...]

    def worst(self, most: int) -> list[int]:
        """Numbers of the images with most wrong and missed boxes, the worst first; none without an error."""
        errors = self.counts[""][:, 1:].sum(axis=1)
        order = np.argsort(-errors, kind="stable")[:most]
        return [int(index) for index in order if errors[index]]


def evaluate(judged: Sequence[Judged], filter_: Filter) -> Evaluation:
    """filter_: says which boxes callers get. AP is of all boxes, as its definition asks."""
    labels = labels_of(judged)
    served = tuple(passing(one, filter_) for one in judged)
    rows = {label: counts(served, label) for label in labels}
    rows[""] = sum(rows.values(), np.zeros((len(judged), 3), np.int64))
    each = {label: average_precision(judged, label) for label in labels}
    each[""] = mean_of(list(each.values()))
    order = ("", *labels)
    results = [LabelResult(label, _objects(rows[label]), score(rows[label]), each[label]) for label in order]
    return Evaluation(tuple(results), rows, confusion(served), tuple(judged), served)


def passing(judged: Judged, filter_: Filter) -> Judged:
    """With the boxes that pass."""
    return replace(judged, found=tuple(box for box in judged.found if _passes(filter_, box)))


def _objects(rows: NDArray[np.int64]) -> int:
    return int(rows[:, 0].sum() + rows[:, 2].sum())


def _passes(filter_: Filter, found: Found) -> bool:
    return bool(filter_.apply([Detection(_ANYWHERE, found.label, found.confidence)]))


_ANYWHERE = Box(0.0, 0.0, 1.0, 1.0)
