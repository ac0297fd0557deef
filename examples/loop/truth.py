"""The part of the person: somebody who knows what is really on each picture."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Box, Detection
from examples.loop.world import SIZE, Shown

_SAME: Final = 0.5  # overlap of a box with the object that it is of
_SIDE: Final = 24  # pixels of the small copies by which a picture is known again
_ALIKE: Final = 6.0  # grey levels, in the mean; pictures come back as JPEG


class Truth:
    """Knows a picture again by its looks, since it may come back in another file format."""

    def __init__(self, shown: Iterable[Shown]) -> None:
        every = list(shown)
        self._parts = [one.truth for one in every]
        self._copies = np.stack([_small(one.data) for one in every])

    def of(self, picture: bytes) -> tuple[Detection, ...]:
        """The parts that are on it. Raises LookupError for a picture of somewhere else."""
        apart = np.abs(self._copies - _small(picture)).mean(axis=1)
        nearest = int(apart.argmin())
        if apart[nearest] > _ALIKE:
            raise LookupError(f"nobody knows this picture; the nearest is {apart[nearest]:.1f} grey levels away")
        return self._parts[nearest]


def judged(frame: Mapping[str, Any], truth: Sequence[Detection]) -> dict[str, Any]:
    """What `review_submit` takes about a frame of `review_next`: a verdict a box, and the misses where it asks."""
    boxes = [_box(one) for one in frame["boxes"]]
    answer: dict[str, Any] = {"review": frame["review"], "boxes": [_verdict(box, truth) for box in boxes]}
    if frame["asks_for_misses"]:
        missed = [part for part in truth if not any(box.box.iou(part.box) >= _SAME for box in boxes)]
        points = [{"label": part.label, "x": _middle(part)[0], "y": _middle(part)[1]} for part in missed]
        answer |= {"missed": points, "looked_for_misses": True}
    return answer


def labelled(content: Any, parts: Mapping[str, Sequence[Detection]]) -> Any:
    """A COCO file as a careful person would leave it. parts: what is really on each of its files."""
    labels = sorted({part.label for every in parts.values() for part in every})
    annotations: list[dict[str, Any]] = []
    for image in content["images"]:
        annotations += [_annotation(part, image["id"], labels) for part in parts[image["file_name"]]]
    categories = [{"id": number, "name": label} for number, label in enumerate(labels, 1)]
    numbered = [{"id": number, **one} for number, one in enumerate(annotations, 1)]
    return {**content, "categories": categories, "annotations": numbered}


def _annotation(part: Detection, image: int, labels: Sequence[str]) -> dict[str, Any]:
    corner = part.box.xmin * SIZE.width, part.box.ymin * SIZE.height
    extent = (part.box.xmax - part.box.xmin) * SIZE.width, (part.box.ymax - part.box.ymin) * SIZE.height
    return {"image_id": image, "category_id": labels.index(part.label) + 1, "bbox": [*corner, *extent]}


def _verdict(box: Detection, truth: Sequence[Detection]) -> dict[str, str]:
    on = [part for part in truth if box.box.iou(part.box) >= _SAME]
    if not on:
        return {"verdict": "not_an_object"}
    if any(part.label == box.label for part in on):
        return {"verdict": "right"}
    return {"verdict": "wrong_class", "label": on[0].label}


def _box(given: Mapping[str, Any]) -> Detection:
    return Detection(Box(*given["box"]), given["label"], given["confidence"])


def _middle(part: Detection) -> tuple[float, float]:
    return (part.box.xmin + part.box.xmax) / 2, (part.box.ymin + part.box.ymax) / 2


def _small(picture: bytes) -> NDArray[np.float32]:
    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert grey is not None, "it is an image"
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32).ravel()
