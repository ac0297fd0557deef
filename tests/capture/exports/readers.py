"""The rules by which common tools open a data set, in the few lines that matter, each from the tool's own documents."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Read:
    """names: of classes, by number. images: of each its boxes, as (class number, x, y, width, height)."""

    names: dict[int, str]
    images: dict[Path, list[tuple[float, ...]]]


def as_ultralytics(index: Path) -> dict[str, Read]:
    """Of "train" and "val". `index`: data.yaml as a user names it, perhaps relative to the working directory.

    A relative `path` is looked for in the working directory, then in a folder of settings; without one it is the folder
    of data.yaml. A list's lines that begin with ./ count from the list's folder; labels are found by the
    last /images/ in a path.
    """
    content = yaml.safe_load(index.read_text(encoding="utf-8"))
    root = Path(content.get("path") or index.parent).resolve()
    names = content["names"]
    assert list(names) == list(range(len(names))), "class numbers must be 0 to n - 1"
    read: dict[str, Read] = {}
    for part in ("train", "val"):
        listed = root / content[part]
        images: dict[Path, list[tuple[float, ...]]] = {}
        for line in listed.read_text().splitlines():
            image = Path(line.replace("./", f"{listed.parent}/", 1) if line.startswith("./") else line)
            assert image.is_file(), f"{image} is listed and not there"
            head, tail = str(image).rsplit("/images/", 1)
            labels = Path(f"{head}/labels/{tail}").with_suffix(".txt")
            images[image] = [yolo_line(line, len(names)) for line in labels.read_text().splitlines()]
        assert images, f"no images in {part}"
        read[part] = Read(names, images)
    return read


def as_label_studio(root: Path) -> Read:
    """Of a YOLO folder: classes.txt, a label a line; images/ and labels/, matched by their names."""
    names = dict(enumerate(line.strip() for line in (root / "classes.txt").read_text().splitlines()))
    images = {
        image: [
            yolo_line(line, len(names)) for line in (root / "labels" / f"{image.stem}.txt").read_text().splitlines()
        ]
        for image in (root / "images").iterdir()
    }
    return Read(names, images)


def as_datumaro(root: Path) -> Read:
    """Of a COCO folder, as CVAT's too: annotations/instances_*.json, and file names that count from images/."""
    (index,) = (root / "annotations").glob("instances_*.json")
    content: dict[str, Any] = json.loads(index.read_text())
    images = {image["id"]: root / "images" / image["file_name"] for image in content["images"]}
    read: dict[Path, list[tuple[float, ...]]] = {path: [] for path in images.values()}
    for one in content["annotations"]:
        read[images[one["image_id"]]].append((one["category_id"], *one["bbox"]))
    assert all(path.is_file() for path in read)
    return Read({one["id"]: one["name"] for one in content["categories"]}, read)


def yolo_line(line: str, classes: int) -> tuple[float, ...]:
    number, *values = map(float, line.split())
    assert 0 <= number < classes
    assert len(values) == 4
    assert all(0 <= value <= 1 for value in values)
    return (number, *values)
