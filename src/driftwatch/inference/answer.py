"""What a model says about one image, in the image's own coordinates."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Box:
    """Corners as fractions of the image, 0 <= min <= max <= 1; x to the right, y down."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float

    @property
    def area(self) -> float:
        return (self.xmax - self.xmin) * (self.ymax - self.ymin)

    def iou(self, other: "Box") -> float:
        """Intersection over union, in [0, 1]; 0 where both boxes are empty."""
        width = min(self.xmax, other.xmax) - max(self.xmin, other.xmin)
        height = min(self.ymax, other.ymax) - max(self.ymin, other.ymin)
        if width <= 0 or height <= 0:
            return 0.0
        common = width * height
        return common / (self.area + other.area - common)


@dataclass(frozen=True, slots=True)
class Detection:
    """One detected object."""

    box: Box
    label: str
    confidence: float
    """In [0, 1]."""


@dataclass(frozen=True, slots=True)
class Classification:
    """One class with its confidence."""

    label: str
    confidence: float
    """In [0, 1]."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything one inference said, before any filter that a user configured."""

    size: Size
    """Of the image that was looked at."""
    detections: tuple[Detection, ...] | None = None
    """None where the model does not play that role; an empty tuple where it does and saw nothing. Classifications are
    in the model's own order.
    """
    classifications: tuple[Classification, ...] | None = None
    """See detections."""


def detections_of(
    corners: Sequence[Sequence[float]], labels: Sequence[str], confidences: Sequence[float]
) -> tuple[Detection, ...]:
    """Gives Detection(Box(*corners), label, confidence) of each row, in half the time that these calls take.

    A frozen dataclass sets each field by a call from Python, and a model may give a thousand rows a frame. Raises
    ValueError where the three are not of one length.
    """
    number = len(corners)
    if not number == len(labels) == len(confidences):
        raise ValueError(f"{number} boxes, {len(labels)} labels and {len(confidences)} confidences")
    boxes = _filled(Box, _BOX_FIELDS, zip(*corners, strict=True), number)
    return _filled(Detection, _DETECTION_FIELDS, (boxes, labels, confidences), number)


_BOX_FIELDS: Final = tuple(vars(Box)[name].__set__ for name in ("xmin", "ymin", "xmax", "ymax"))
_DETECTION_FIELDS: Final = tuple(vars(Detection)[name].__set__ for name in ("box", "label", "confidence"))


def _filled(kind: type[T], fields: Sequence[Any], columns: Iterable[Sequence[Any]], number: int) -> tuple[T, ...]:
    made = tuple(map(object.__new__, repeat(kind, number)))
    for field, column in zip(fields, columns, strict=bool(number)):
        deque(map(field, made, column), maxlen=0)
    return made
