"""An image with its true boxes, and what a model said of it; all in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from driftwatch.inference.answer import Answer, Size


@dataclass(frozen=True, slots=True)
class PixelBox:
    """Left and top edge, width and height, in pixels; not rounded, because data sets write fractions too."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height

    def common(self, other: "PixelBox") -> float:
        """Area of the intersection."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return width * height if width > 0 and height > 0 else 0.0


@dataclass(frozen=True, slots=True)
class TrueBox:
    """is_crowd: stands for many objects at once; boxes in it are neither right nor wrong."""

    box: PixelBox
    label: str
    is_crowd: bool = False


@dataclass(frozen=True, slots=True)
class LabelledImage:
    """boxes: empty for an image of nothing."""

    path: Path
    size: Size
    boxes: tuple[TrueBox, ...]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """labels: all that the data set knows, in its order, also those without a box."""

    images: tuple[LabelledImage, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A box of the model. confidence: in [0, 1]."""

    box: PixelBox
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Judged:
    """One image: what is in it, and what was found."""

    image: LabelledImage
    found: tuple[Found, ...]


def found_in(answer: Answer, size: Size) -> tuple[Found, ...]:
    """The detections of an answer, in pixels of an image of `size`."""
    return tuple(
        Found(
            PixelBox(
                one.box.xmin * size.width,
                one.box.ymin * size.height,
                (one.box.xmax - one.box.xmin) * size.width,
                (one.box.ymax - one.box.ymin) * size.height,
            ),
            one.label,
            one.confidence,
        )
        for one in answer.detections or ()
    )


def overlap(found: PixelBox, truth: TrueBox) -> float:
    """Intersection over union; over the area of `found` alone where the truth is a crowd."""
    common = found.common(truth.box)
    whole = found.area if truth.is_crowd else found.area + truth.box.area - common
    return common / whole if whole > 0 else 0.0


def labels_of(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Of truths and of what was found, sorted."""
    truths = {box.label for one in judged for box in one.image.boxes}
    return tuple(sorted(truths | {found.label for one in judged for found in one.found}))
