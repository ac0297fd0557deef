"""COCO as CVAT, Label Studio and others write it: boxes in pixels, x, y, width, height."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from driftwatch.errors import DatasetError
from driftwatch.inference.answer import Size
from driftwatch.labelling.corrected import Corrected, CorrectedBox, readable
from driftwatch.quality.evaluation.readers.coco import find_coco


def read_corrected_coco(path: Path) -> tuple[Corrected, ...]:
    """path: the JSON file, or a folder with one. Raises DatasetError."""
    file = find_coco(path) if path.is_dir() else path
    if file is None:
        raise DatasetError(f"{path}: holds no COCO file, such as annotations/instances_default.json")
    try:
        content: Any = json.loads(readable(file))
        labels = {int(one["id"]): str(one["name"]) for one in content["categories"]}
        boxes: dict[int, list[CorrectedBox]] = defaultdict(list)
        for one in content["annotations"]:
            x, y, width, height = (float(value) for value in one["bbox"])
            corners = (x, y, x + width, y + height)
            boxes[int(one["image_id"])].append(CorrectedBox(labels[int(one["category_id"])], corners, in_pixels=True))
        return tuple(
            Corrected(str(one["file_name"]), tuple(boxes[int(one["id"])]), Size(int(one["width"]), int(one["height"])))
            for one in content["images"]
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DatasetError(f"{file}: is no COCO file of images, categories and annotations ({error!r})") from error
