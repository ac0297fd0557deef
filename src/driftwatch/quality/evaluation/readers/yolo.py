"""YOLO: a text file next to each image and a data.yaml (https://docs.ultralytics.com/datasets/detect/)."""

from pathlib import Path
from typing import Any, Final

import yaml

from driftwatch.errors import DatasetError, ImageError
from driftwatch.inference.answer import Size
from driftwatch.inference.image_header import read_header
from driftwatch.quality.evaluation.labelled import LabelledImage, LabelledSet, PixelBox, TrueBox

_IMAGES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


def read_yolo(path: Path) -> LabelledSet:
    """path: the data.yaml. The images of `val`, else of `train`. Raises DatasetError."""
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
        names: Any = content["names"]
        labels = {int(k): str(v) for k, v in (names.items() if isinstance(names, dict) else enumerate(names))}
        root = path.parent / str(content.get("path") or ".")
        folder = root / str(content.get("val") or content["train"])
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}: is no data.yaml with names and val or train ({error!r})") from error
    if not folder.is_dir():
        raise DatasetError(f"{path}: its images are to be in {folder}, which is no folder")
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in _IMAGES)
    return LabelledSet(tuple(_image(file, folder, labels) for file in files), tuple(labels.values()))


def _image(file: Path, folder: Path, labels: dict[int, str]) -> LabelledImage:
    try:
        size = read_header(file.read_bytes(), "").size
    except (OSError, ImageError) as error:
        raise DatasetError(f"{file}: {error}") from error
    inside = file.relative_to(folder).with_suffix(".txt")
    text = folder.parent / "labels" / inside
    parts = list(folder.parts)
    if "images" in parts:
        parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
        text = Path(*parts) / inside
    lines = text.read_text(encoding="utf-8-sig").splitlines() if text.is_file() else []
    boxes = tuple(_box(line, size, labels, text) for line in lines if line.strip())
    return LabelledImage(file, size, boxes)


def _box(line: str, size: Size, labels: dict[int, str], file: Path) -> TrueBox:
    try:
        number, x, y, width, height = line.split()[:5]
        middle = float(x) * size.width, float(y) * size.height
        extent = float(width) * size.width, float(height) * size.height
        return TrueBox(PixelBox(middle[0] - extent[0] / 2, middle[1] - extent[1] / 2, *extent), labels[int(number)])
    except (ValueError, KeyError) as error:
        raise DatasetError(f'{file}: "{line[:80]}" is no line of class, x, y, width and height') from error
