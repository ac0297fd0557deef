"""One image of a data set, and what a format makes of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from driftwatch.capture.kept import Record
from driftwatch.inference.answer import Classification, Detection

IMAGES: Final = "images"
_LEAST_SIDE: Final = 0.1
"""Pixels. A narrower box has no area once rounded, and training code refuses a whole data set for one of them."""
_MOST_NUMBERS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Example:
    """file: the image's name within the folder `images` of the data set.

    The record's detections and classifications are the first annotation; one without any is a picture of nothing, which
    every format keeps as such. is_truth: a person has judged them, and they are all there is: a confidence then says
    nothing.
    """

    record: Record
    file: str
    is_truth: bool = False

    @property
    def path(self) -> str:
        return f"{IMAGES}/{self.file}"

    @property
    def boxes(self) -> tuple[Detection, ...]:
        """Those with an area."""
        size = self.record.answer.size
        return tuple(
            d
            for d in self.record.answer.detections or ()
            if (d.box.xmax - d.box.xmin) * size.width >= _LEAST_SIDE
            and (d.box.ymax - d.box.ymin) * size.height >= _LEAST_SIDE
        )

    @property
    def classification(self) -> Classification | None:
        """The most confident one; None where the model does not classify."""
        return max(self.record.answer.classifications or (), key=lambda one: one.confidence, default=None)


class Export(Protocol):
    """Writes no file itself."""

    @property
    def owns(self) -> tuple[str, ...]:
        """Files and folders in the data set's folder that nobody but this format writes, in this version or before."""
        ...

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        """The files that belong to one image alone, by their paths in the data set. labels: all, in their order."""
        ...

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        """The files about the whole data set."""
        ...


def description(examples: Sequence[Example]) -> str:
    """Whose the annotations are."""
    if examples and all(example.is_truth for example in examples):
        return "Frames kept by Driftwatch; annotations as a person has judged them"
    return "Frames kept by Driftwatch; annotations are the model's own and not yet reviewed"


def labels_of(
    examples: Sequence[Example], known: Sequence[str] = (), of_model: Sequence[str] | None = None
) -> tuple[str, ...]:
    """The `known` ones in their order, then the model's in its own, then new ones as they come.

    So a label keeps its number, and data sets of two machines with the same model number their labels alike. of_model:
    None where classes are known by number only; then every number up to the largest that was seen is a label.
    """
    labels = dict.fromkeys(known)
    labels.update(dict.fromkeys(of_model or ()))
    seen: dict[str, None] = {}
    for example in examples:
        seen.update(dict.fromkeys(d.label for d in example.boxes))
        if example.classification is not None:
            seen[example.classification.label] = None
    if of_model is None and seen and all(label.isdecimal() and int(label) < _MOST_NUMBERS for label in seen):
        labels.update(dict.fromkeys(map(str, range(max(map(int, seen)) + 1))))
    labels.update(seen)
    return tuple(labels)
