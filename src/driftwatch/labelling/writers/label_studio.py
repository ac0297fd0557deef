"""Label Studio: a JSON file of tasks to import, and the labelling interface that they need.

What the model said is a task's prediction, what a person said its annotation (https://labelstud.io/guide/predictions).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from driftwatch.capture.exports.example import Example
from driftwatch.inference.answer import Detection

TASKS: Final = "tasks.json"
INTERFACE: Final = "label_config.xml"
_LOCAL: Final = "/data/local-files/?d="


class LabelStudioWriter:
    """Images are named as Label Studio's local storage has them, from LOCAL_FILES_DOCUMENT_ROOT = the folder."""

    owns = (TASKS, INTERFACE)

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        del example, labels
        return {}

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        tasks = [_task(example) for example in examples]
        entries = "".join(f"<Label value={quoteattr(label)}/>" for label in labels)
        interface = (
            '<View><Image name="image" value="$image"/>'
            f'<RectangleLabels name="label" toName="image">{entries}</RectangleLabels></View>\n'
        )
        return {TASKS: json.dumps(tasks, indent=1, allow_nan=False).encode(), INTERFACE: interface.encode()}


def _task(example: Example) -> dict[str, object]:
    record = example.record
    data = {"image": f"{_LOCAL}{example.path}", "driftwatch_id": record.id, "camera": record.camera}
    result = [_box(example, number, one) for number, one in enumerate(example.boxes)]
    if example.is_truth:
        return {"data": data, "annotations": [{"result": result}]}
    score = min((one.confidence for one in example.boxes), default=0.0)
    return {"data": data, "predictions": [{"model_version": record.model.key, "score": score, "result": result}]}


def _box(example: Example, number: int, one: Detection) -> dict[str, object]:
    size, box = example.record.answer.size, one.box
    value = {
        "x": 100 * box.xmin,
        "y": 100 * box.ymin,
        "width": 100 * (box.xmax - box.xmin),
        "height": 100 * (box.ymax - box.ymin),
        "rotation": 0,
        "rectanglelabels": [one.label],
    }
    made: dict[str, object] = {
        "id": f"{example.record.id}-{number}",
        "type": "rectanglelabels",
        "from_name": "label",
        "to_name": "image",
        "original_width": size.width,
        "original_height": size.height,
        "image_rotation": 0,
        "value": value,
    }
    return made if example.is_truth else {**made, "score": one.confidence}
