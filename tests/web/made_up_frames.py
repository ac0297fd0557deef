"""Frames of the machine that the pictures of the page show, of the demo's footage: bicycles on a street."""

import base64
import functools
from dataclasses import dataclass
from typing import Any, Final

from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.report.thumbnail import thumbnail
from driftwatch.watch.statistics_query import utc_text
from tests.parity.frames import footage, jpeg
from tests.web.made_up_trend import NEW, NOW

Json = dict[str, Any]
WIDTH: Final = 640
COUNT: Final = 8


@dataclass(frozen=True, slots=True)
class MadeUpFrame:
    """data: a JPEG. answer: what the model said of it."""

    number: int
    data: bytes
    answer: Answer

    @property
    def image(self) -> str:
        return base64.b64encode(self.data).decode()

    @property
    def thumbnail(self) -> str:
        return base64.b64encode(thumbnail(self.data, "image/jpeg", self.answer)).decode()

    @property
    def time(self) -> str:
        return utc_text(NOW - 1260.0 * self.number - 95.0)


@functools.cache
def frames() -> tuple[MadeUpFrame, ...]:
    import cv2

    found: list[MadeUpFrame] = []
    for number, pixels in enumerate(footage("bikes", 30, COUNT)):
        height, width = pixels.shape[:2]
        size = Size(WIDTH, round(WIDTH * height / width))
        small = cv2.resize(pixels, (size.width, size.height), interpolation=cv2.INTER_AREA)
        found.append(MadeUpFrame(number, jpeg(small, quality=70).data, Answer(size, detections=_BOXES[number])))
    return tuple(found)


def box_json(one: Detection) -> Json:
    box = [one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax]
    return {"label": one.label, "confidence": one.confidence, "box": box}


def kept_json(frame: MadeUpFrame) -> Json:
    """As `captured` lists it."""
    reasons = (("low_confidence",), ("low_confidence", "random"), ("unstable_track",), ("novel",))[frame.number % 4]
    labels: dict[str, int] = {}
    for one in frame.answer.detections or ():
        labels[one.label] = labels.get(one.label, 0) + 1
    shown = {"time": frame.time, "camera_name": "gate", "labels": labels, "thumbnail": frame.thumbnail}
    return {"id": f"kept-{frame.number}", "reasons": dict.fromkeys(reasons, 0.8), "model": NEW.key, **shown}


def offer_json(frame: MadeUpFrame) -> Json:
    """As `review_next` offers it."""
    why = ("it is a random frame of this week", "the model was unsure about a box of it")[frame.number % 2]
    size = frame.answer.size
    boxes = [{**box_json(one), "is_served": True} for one in frame.answer.detections or ()]
    head = {"review": f"r{frame.number}", "camera_name": "gate", "time": frame.time, "why": why}
    return {**head, "asks_for_misses": frame.number == 7, "width": size.width, "height": size.height, "boxes": boxes}


def review_json(frame: MadeUpFrame) -> Json:
    """As `review_list` lists it."""
    verdicts = ("right", "right", "not_an_object", "wrong_class")
    boxes = [
        {**box_json(one), "is_served": True, "verdict": verdicts[(frame.number + at) % 4], "true_label": ""}
        for at, one in enumerate(frame.answer.detections or ())
    ]
    head = {"review": f"r{frame.number}", "camera_name": "gate", "time": frame.time, "reviewer": "Anna"}
    return {**head, "why": "it is a random frame of this week", "boxes": boxes, "thumbnail": frame.thumbnail}


def _at(label: str, confidence: float, *corners: float) -> Detection:
    return Detection(Box(*corners), label, confidence)


# What a model might say of them, some of it wrongly.
_BOXES: Final[tuple[tuple[Detection, ...], ...]] = (
    (),
    (_at("person", 0.88, 0.25, 0.0, 0.6, 1.0), _at("car", 0.41, 0.0, 0.4, 0.22, 1.0)),
    (_at("car", 0.55, 0.0, 0.35, 0.8, 1.0),),
    (_at("car", 0.62, 0.0, 0.1, 0.48, 1.0),),
    (
        _at("person", 0.91, 0.54, 0.02, 0.76, 1.0),
        _at("bicycle", 0.57, 0.59, 0.62, 0.82, 1.0),
        _at("car", 0.48, 0.0, 0.12, 0.47, 1.0),
    ),
    (
        _at("car", 0.83, 0.4, 0.32, 0.62, 0.68),
        _at("car", 0.71, 0.83, 0.38, 0.98, 0.62),
        _at("bicycle", 0.52, 0.23, 0.12, 0.5, 1.0),
    ),
    (
        _at("car", 0.8, 0.62, 0.35, 0.75, 0.58),
        _at("car", 0.78, 0.79, 0.35, 0.95, 0.62),
        _at("bicycle", 0.49, 0.24, 0.12, 0.5, 1.0),
    ),
    (_at("bicycle", 0.77, 0.42, 0.05, 0.8, 0.75), _at("person", 0.44, 0.65, 0.0, 1.0, 0.95)),
)
