"""What pycocotools says of random data sets: `python -m tests.quality.evaluation.coco_oracle` writes coco_oracle.json.

Needs pycocotools, which the tests do without where it is not installed: they compare with what was written.
"""

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from driftwatch.quality.evaluation.labelled import Judged, labels_of
from tests.quality.evaluation.random_sets import random_set

FILE = Path(__file__).with_name("coco_oracle.json")
SEEDS = range(9)


def ask(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """AP50 and AP50-95 of each label, -1 for one without an object; of all under ""."""
    from pycocotools.coco import COCO  # pyright: ignore[reportMissingImports]
    from pycocotools.cocoeval import COCOeval  # pyright: ignore[reportMissingImports]

    labels = labels_of(judged)
    numbers = {label: number for number, label in enumerate(labels, 1)}
    truths: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for image, one in enumerate(judged, 1):
        for truth in one.image.boxes:
            box = truth.box
            entry = {"bbox": [box.x, box.y, box.width, box.height], "area": box.area, "iscrowd": int(truth.is_crowd)}
            truths.append({**entry, "id": len(truths) + 1, "image_id": image, "category_id": numbers[truth.label]})
        for seen in one.found:
            box = [seen.box.x, seen.box.y, seen.box.width, seen.box.height]
            number = numbers[seen.label]
            found.append({"image_id": image, "category_id": number, "bbox": box, "score": seen.confidence})
    with contextlib.redirect_stdout(io.StringIO()):
        coco: Any = COCO()
        coco.dataset = {
            "images": [{"id": number} for number in range(1, len(judged) + 1)],
            "categories": [{"id": number, "name": label} for label, number in numbers.items()],
            "annotations": truths,
        }
        coco.createIndex()
        run: Any = COCOeval(coco, coco.loadRes(found), "bbox")
        run.evaluate()
        run.accumulate()
    precision: Any = run.eval["precision"][:, :, :, 0, 2]
    answers = {label: _means(precision[:, :, number - 1]) for label, number in numbers.items()}
    return {"": _means(precision), **answers}


def _means(precision: Any) -> list[float]:
    at_50, every = precision[0][precision[0] > -1], precision[precision > -1]
    return [float(at_50.mean()), float(every.mean())] if at_50.size else [-1.0, -1.0]


if __name__ == "__main__":
    FILE.write_text(json.dumps({str(seed): ask(random_set(seed)) for seed in SEEDS}, indent=1) + "\n")
