"""COCO: one JSON file with images, categories and boxes (https://cocodataset.org/#format-data)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Final

from driftwatch.capture.exports.example import Example
from driftwatch.inference.answer import Box, Size

INDEX = "annotations.json"
_MODELS_OWN: Final = "Frames kept by Driftwatch; boxes are the model's own and not yet reviewed"
_TRUTH: Final = "Frames kept by Driftwatch; boxes as a person has judged them"


class CocoExport:
    """Boxes are x, y, width, height in pixels of the stored image; ids count from 1.

    `score` next to a box is the model's confidence, as in COCO's results format. A classification has no place in COCO
    and is in the image's `classification`.
    """

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        del example, labels
        return {}

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        numbers = {label: number for number, label in enumerate(labels, 1)}
        content = {
            "info": {"description": _TRUTH if all(one.is_truth for one in examples) else _MODELS_OWN},
            "licenses": [],
            "categories": [{"id": number, "name": label, "supercategory": ""} for label, number in numbers.items()],
            "images": [_image(example, number) for number, example in enumerate(examples, 1)],
            "annotations": _annotations(examples, numbers),
        }
        return {INDEX: json.dumps(content, indent=1, allow_nan=False).encode()}


def _image(example: Example, number: int) -> dict[str, object]:
    record = example.record
    top = (record.answer.classifications or ())[:1]
    score = {"score": top[0].confidence} if top and not example.is_truth else {}
    captured = datetime.fromtimestamp(record.captured, timezone.utc)
    return {
        "id": number,
        "file_name": example.path,
        "width": record.answer.size.width,
        "height": record.answer.size.height,
        "date_captured": captured.strftime("%Y-%m-%d %H:%M:%S"),
        **({"classification": {"label": top[0].label, **score}} if top else {}),
        "driftwatch": {
            "id": record.id,
            "camera": record.camera,
            "model": record.model.key,
            "reasons": {reason.name: reason.value for reason in record.reasons},
            "inclusion": record.inclusion,
        },
    }


def _annotations(examples: Sequence[Example], numbers: Mapping[str, int]) -> list[dict[str, object]]:
    annotations: list[dict[str, object]] = []
    for image, example in enumerate(examples, 1):
        for detection in example.record.answer.detections or ():
            x, y, width, height = _pixels(detection.box, example.record.answer.size)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image,
                    "category_id": numbers[detection.label],
                    "bbox": [x, y, width, height],
                    "area": round(width * height, 2),
                    "iscrowd": 0,
                    **({} if example.is_truth else {"score": detection.confidence}),
                }
            )
    return annotations


def _pixels(box: Box, size: Size) -> tuple[float, float, float, float]:
    corner = (box.xmin * size.width, box.ymin * size.height)
    extent = ((box.xmax - box.xmin) * size.width, (box.ymax - box.ymin) * size.height)
    return (round(corner[0], 2), round(corner[1], 2), round(extent[0], 2), round(extent[1], 2))
