"""What a model says about one image, in the image's own coordinates."""

from dataclasses import dataclass


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
