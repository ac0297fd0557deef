"""COCO: one JSON file with images, categories and boxes (https://cocodataset.org/#format-data)."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from driftwatch.errors import DatasetError
from driftwatch.inference.answer import Size
from driftwatch.quality.evaluation.labelled import LabelledImage, LabelledSet, PixelBox, TrueBox


def find_coco(folder: Path) -> Path | None:
    """The annotations in a folder: annotations.json, or the only .json file."""
    named = folder / "annotations.json"
    files = sorted(folder.glob("*.json"))
    return named if named.exists() else files[0] if len(files) == 1 else None


def read_coco(path: Path) -> LabelledSet:
    """Images are looked for next to the file, then in its folder `images`. Raises DatasetError."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8-sig"))
        labels = {int(one["id"]): str(one["name"]) for one in content["categories"]}
        boxes: dict[int, list[TrueBox]] = defaultdict(list)
        for one in content["annotations"]:
            label = labels[int(one["category_id"])]
            box = PixelBox(*(float(value) for value in one["bbox"]))
            boxes[int(one["image_id"])].append(TrueBox(box, label, bool(one.get("iscrowd", 0))))
        images = tuple(
            LabelledImage(
                image_path(path.parent, str(one["file_name"])),
                Size(int(one["width"]), int(one["height"])),
                tuple(boxes.pop(int(one["id"]), ())),
            )
            for one in content["images"]
        )
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}: is no COCO file of images, categories and annotations ({error!r})") from error
    if boxes:
        raise DatasetError(f"{path}: has boxes of images that it does not list, such as image_id {next(iter(boxes))}")
    return LabelledSet(images, tuple(labels.values()))


def image_path(folder: Path, name: str) -> Path:
    """Raises DatasetError where there is no such file, or it lies outside of the data set."""
    for path in (folder / name, folder / "images" / name):
        if path.is_file():
            if not path.resolve().is_relative_to(folder.resolve()):
                raise DatasetError(f"{folder}: {name} lies outside of the data set")
            return path
    raise DatasetError(f"{folder}: holds no image {name}")
