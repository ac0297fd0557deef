"""Is a data set ground enough to train on? Counts, and what is missing, before anything is spent on training."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driftwatch.errors import DatasetError
from driftwatch.labelling.corrected import readable


@dataclass(frozen=True, slots=True)
class TrainingLimits:
    """What a data set must reach. Those of Viam's managed training are 15 images, a share of 0.8 and 2 labels."""

    least_images: int = 15
    least_labelled: float = 0.0
    """Share of images with a box or a class."""
    least_labels: int = 1
    most_unreviewed: float = 0.0
    """Share of images whose boxes nobody has judged: a model that learns from itself keeps its mistakes."""


@dataclass(frozen=True, slots=True)
class TrainingSetCount:
    """labelled: with a box or a class. unreviewed: with one that has a model's confidence. labels: boxes of each."""

    images: int
    labelled: int
    unreviewed: int
    labels: Mapping[str, int]

    @property
    def words(self) -> str:
        boxes = ", ".join(f"{label} {count}" for label, count in self.labels.items())
        empty = self.images - self.labelled
        nothing = f", {empty} have no box and count as pictures of nothing" if empty else ""
        unreviewed = f", {self.unreviewed} were never reviewed" if self.unreviewed else ""
        return f"{self.images} images{nothing}{unreviewed}; boxes: {boxes or 'none'}"


def count_training_set(path: Path) -> TrainingSetCount:
    """path: Viam's JSON lines. Raises DatasetError."""
    try:
        lines: list[Any] = [json.loads(line) for line in readable(path).splitlines() if line.strip()]
        given = [
            [*(line.get("bounding_box_annotations") or ()), *(line.get("classification_annotations") or ())]
            for line in lines
        ]
        labels = Counter(str(one["annotation_label"]) for annotations in given for one in annotations)
        unreviewed = sum(any("confidence_score" in one for one in annotations) for annotations in given)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}: a line is none of `viam dataset export` ({error!r})") from error
    return TrainingSetCount(len(lines), sum(map(bool, given)), unreviewed, dict(sorted(labels.items())))


def shortages(count: TrainingSetCount, limits: TrainingLimits) -> tuple[str, ...]:
    """What would have to be done before training, a line each."""
    found: list[str] = []
    if count.images < limits.least_images:
        found.append(f"{count.images} images; label {limits.least_images - count.images} more")
    if count.images and count.labelled / count.images < limits.least_labelled:
        share = f"{count.labelled / count.images:.0%} of the images have a box"
        found.append(f"{share}, at least {limits.least_labelled:.0%} are needed; label or remove the others")
    if len(count.labels) < limits.least_labels:
        found.append(f"{len(count.labels)} labels are used, at least {limits.least_labels} are needed")
    if count.images and count.unreviewed / count.images > limits.most_unreviewed:
        share = f"nobody has reviewed {count.unreviewed} of {count.images} images"
        found.append(f"{share}, at most {limits.most_unreviewed:.0%} may be so; review them, or leave them out")
    return tuple(found)
