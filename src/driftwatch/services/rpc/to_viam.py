"""Our detections and classifications as Viam's messages."""

import math
from collections.abc import Sequence

from viam.proto.service.vision import Classification as ViamClassification
from viam.proto.service.vision import Detection as ViamDetection

from driftwatch.inference.answer import Box, Classification, Detection, Size


def detections_to_viam(detections: Sequence[Detection], size: Size) -> list[ViamDetection]:
    """Gives boxes in pixels and, from those, as fractions, by the builtin service's rules.

    A pixel is int(fraction * (side - 1)), and a fraction is that pixel over the side.
    """
    return [_detection(detection, size) for detection in detections]


def classifications_to_viam(classifications: Sequence[Classification]) -> list[ViamClassification]:
    return [ViamClassification(class_name=one.label, confidence=one.confidence) for one in classifications]


def _detection(detection: Detection, size: Size) -> ViamDetection:
    width, height = size.width, size.height
    xmin, ymin, xmax, ymax = pixels(detection.box, size)
    made = ViamDetection()  # its fields one by one: as arguments they take a third longer
    made.x_min, made.y_min, made.x_max, made.y_max = xmin, ymin, xmax, ymax
    made.x_min_normalized, made.y_min_normalized = xmin / width, ymin / height
    made.x_max_normalized, made.y_max_normalized = fraction(xmax, width), fraction(ymax, height)
    made.confidence, made.class_name = detection.confidence, detection.label
    return made


def fraction(pixel: int, side: int) -> float:
    """The pixel over the side, lowered by the last bit where viam-server would else think the image a pixel smaller.

    It finds the side again as the whole part of pixel / fraction, and from that side the fractions that callers see.
    """
    exact = pixel / side
    return exact if pixel == 0 or int(pixel / exact) == side else math.nextafter(exact, 0.0)


def pixels(box: Box, size: Size) -> tuple[int, int, int, int]:
    """xmin, ymin, xmax, ymax of `box` in whole pixels, ordered as Go's image.Rect orders its corners."""
    right, bottom = size.width - 1, size.height - 1
    xmin, xmax = int(box.xmin * right), int(box.xmax * right)
    ymin, ymax = int(box.ymin * bottom), int(box.ymax * bottom)
    return (
        min(xmax, xmin),  # min() and max() take four times as long, and there may be a thousand boxes
        min(ymax, ymin),
        max(xmin, xmax),
        max(ymin, ymax),
    )
