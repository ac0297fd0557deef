"""One image of a data set, and what a format makes of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from driftwatch.capture.kept import Record

IMAGES = "images"


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


class Export(Protocol):
    """Writes no file itself."""

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        """The files that belong to one image alone, by their paths in the data set. labels: all, in their order."""
        ...

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        """The files about the whole data set."""
        ...


def labels_of(examples: Sequence[Example], known: Sequence[str] = ()) -> tuple[str, ...]:
    """The `known` ones in their order, then new ones as they come; so a label keeps its number."""
    labels = dict.fromkeys(known)
    for example in examples:
        labels.update(dict.fromkeys(d.label for d in example.record.answer.detections or ()))
        labels.update(dict.fromkeys(c.label for c in (example.record.answer.classifications or ())[:1]))
    return tuple(labels)
