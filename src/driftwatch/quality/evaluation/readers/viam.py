"""Viam's JSON lines: what `viam dataset export` writes and its training scripts read (the rdk's cli/dataset.go)."""

import json
from pathlib import Path
from typing import Any

from driftwatch.errors import DatasetError, ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.image_header import read_header
from driftwatch.quality.evaluation.labelled import LabelledImage, LabelledSet, PixelBox, TrueBox
from driftwatch.quality.evaluation.readers.coco import image_path


def read_viam(path: Path) -> LabelledSet:
    """Raises DatasetError."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error
    images = tuple(_image(line, path) for line in lines)
    return LabelledSet(images, tuple(dict.fromkeys(box.label for image in images for box in image.boxes)))


def _image(line: str, path: Path) -> LabelledImage:
    try:
        content: Any = json.loads(line)
        file = image_path(path.parent, str(content["image_path"]))
        size = read_header(file.read_bytes(), "").size
        boxes = tuple(_box(one, size) for one in content.get("bounding_box_annotations") or ())
    except (ImageError, OSError) as error:
        raise DatasetError(f"{path}: {error}") from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}: a line is none of `viam dataset export` ({error!r})") from error
    return LabelledImage(file, size, boxes)


def _box(one: Any, size: Size) -> TrueBox:
    left, right = (float(one[f"x_{end}_normalized"]) * size.width for end in ("min", "max"))
    top, bottom = (float(one[f"y_{end}_normalized"]) * size.height for end in ("min", "max"))
    return TrueBox(PixelBox(left, top, right - left, bottom - top), str(one["annotation_label"]))
