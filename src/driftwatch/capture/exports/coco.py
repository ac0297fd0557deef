"""COCO: JSON files with images, categories and annotations (https://cocodataset.org/#format-data)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Final

from driftwatch.capture.exports.example import Example, description
from driftwatch.inference.answer import Box, Size

INSTANCES: Final = "annotations/instances_default.json"
LABELS: Final = "annotations/labels_default.json"


class CocoExport:
    """Boxes are x, y, width, height in pixels of the stored image; ids count from 1; names are those within `images`.

    The layout is the one that Datumaro and CVAT read. `score` is the model's confidence, as in COCO's results format.
    Boxes stand in INSTANCES; the class of a whole image, which COCO does not know, in LABELS, as Datumaro writes it.
    """

    owns = ("annotations", "annotations.json")

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        del example, labels
        return {}

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        numbers = {label: number for number, label in enumerate(labels, 1)}
        boxed = [example for example in examples if example.record.answer.detections is not None]
        classed = [example for example in examples if example.record.answer.classifications is not None]
        files: dict[str, bytes] = {}
        if boxed or not classed:
            files[INSTANCES] = _content(boxed, numbers, _boxes(boxed, numbers))
        if classed:
            files[LABELS] = _content(classed, numbers, _classes(classed, numbers))
        return files


def _content(
    examples: Sequence[Example], numbers: Mapping[str, int], annotations: Sequence[Mapping[str, object]]
) -> bytes:
    content: dict[str, Any] = {
        "info": {"description": description(examples)},
        "licenses": [],
        "categories": [{"id": number, "name": label, "supercategory": ""} for label, number in numbers.items()],
        "images": [_image(example, number) for number, example in enumerate(examples, 1)],
        "annotations": [{"id": number, **one} for number, one in enumerate(annotations, 1)],
    }
    return json.dumps(content, indent=1, allow_nan=False).encode()


def _image(example: Example, number: int) -> dict[str, object]:
    record = example.record
    captured = datetime.fromtimestamp(record.captured, timezone.utc)
    return {
        "id": number,
        "file_name": example.file,
        "width": record.answer.size.width,
        "height": record.answer.size.height,
        "date_captured": captured.strftime("%Y-%m-%d %H:%M:%S"),
        "driftwatch": {
            "id": record.id,
            "camera": record.camera,
            "model": record.model.key,
            "reasons": {reason.name: reason.value for reason in record.reasons},
            "inclusion": record.inclusion,
            "boxes_without_area": len(record.answer.detections or ()) - len(example.boxes),
        },
    }


def _boxes(examples: Sequence[Example], numbers: Mapping[str, int]) -> list[dict[str, object]]:
    annotations: list[dict[str, object]] = []
    for image, example in enumerate(examples, 1):
        for detection in example.boxes:
            x, y, width, height = _pixels(detection.box, example.record.answer.size)
            annotations.append(
                {
                    "image_id": image,
                    "category_id": numbers[detection.label],
                    "bbox": [x, y, width, height],
                    "area": round(width * height, 2),
                    "iscrowd": 0,
                    **_score(example, detection.confidence),
                }
            )
    return annotations


def _classes(examples: Sequence[Example], numbers: Mapping[str, int]) -> list[dict[str, object]]:
    return [
        {"image_id": image, "category_id": numbers[best.label], **_score(example, best.confidence)}
        for image, example in enumerate(examples, 1)
        if (best := example.classification) is not None
    ]


def _score(example: Example, confidence: float) -> dict[str, float]:
    return {} if example.is_truth else {"score": confidence}


def _pixels(box: Box, size: Size) -> tuple[float, float, float, float]:
    corner = (box.xmin * size.width, box.ymin * size.height)
    extent = ((box.xmax - box.xmin) * size.width, (box.ymax - box.ymin) * size.height)
    return (round(corner[0], 2), round(corner[1], 2), round(extent[0], 2), round(extent[1], 2))
