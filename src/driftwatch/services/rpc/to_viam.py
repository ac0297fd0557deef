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
    xmin, ymin, xmax, ymax = pixels(detection.box, size)
    return ViamDetection(
        x_min=xmin,
        y_min=ymin,
        x_max=xmax,
        y_max=ymax,
        x_min_normalized=xmin / size.width,
        y_min_normalized=ymin / size.height,
        x_max_normalized=fraction(xmax, size.width),
        y_max_normalized=fraction(ymax, size.height),
        confidence=detection.confidence,
        class_name=detection.label,
    )


def fraction(pixel: int, side: int) -> float:
    """The pixel over the side, lowered by the last bit where viam-server would else think the image a pixel smaller.

    It finds the side again as the whole part of pixel / fraction, and from that side the fractions that callers see.
    """
    exact = pixel / side
    return exact if pixel == 0 or int(pixel / exact) == side else math.nextafter(exact, 0.0)


def pixels(box: Box, size: Size) -> tuple[int, int, int, int]:
    """xmin, ymin, xmax, ymax of `box` in whole pixels, ordered as Go's image.Rect orders its corners."""
    right, bottom = size.width - 1, size.height - 1
    left_x, right_x = sorted((int(box.xmin * right), int(box.xmax * right)))
    top_y, bottom_y = sorted((int(box.ymin * bottom), int(box.ymax * bottom)))
    return left_x, top_y, right_x, bottom_y
