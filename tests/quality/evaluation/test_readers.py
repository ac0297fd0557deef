import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from driftwatch.errors import DatasetError
from driftwatch.inference.answer import Size
from driftwatch.quality.evaluation.labelled import PixelBox, TrueBox
from driftwatch.quality.evaluation.readers.registry import read_dataset

EXPECTED = (TrueBox(PixelBox(10, 20, 40, 30), "car"), TrueBox(PixelBox(0, 0, 5, 5), "dog"))


def _pictures(folder: Path) -> None:
    (folder / "images").mkdir(parents=True)
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(folder / "images" / name), np.zeros((100, 200, 3), np.uint8))


def coco(folder: Path) -> Path:
    _pictures(folder)
    content = {
        "categories": [{"id": 7, "name": "car"}, {"id": 3, "name": "dog"}],
        "images": [
            {"id": 1, "file_name": "images/a.png", "width": 200, "height": 100},
            {"id": 2, "file_name": "b.png", "width": 200, "height": 100},
        ],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 7, "bbox": [10, 20, 40, 30]},
            {"id": 2, "image_id": 1, "category_id": 3, "bbox": [0, 0, 5, 5], "iscrowd": 0},
        ],
    }
    path = folder / "annotations.json"
    path.write_text(json.dumps(content))
    return path


def yolo(folder: Path) -> Path:
    _pictures(folder)
    (folder / "labels").mkdir()
    (folder / "labels" / "a.txt").write_text("0 0.15 0.35 0.2 0.3\n1 0.0125 0.025 0.025 0.05\n")
    path = folder / "data.yaml"
    path.write_text("path: .\ntrain: images\nval: images\nnames: {0: car, 1: dog}\n")
    return path


def viam(folder: Path) -> Path:
    _pictures(folder)
    boxes = [
        ("car", 0.05, 0.25, 0.2, 0.5),
        ("dog", 0.0, 0.025, 0.0, 0.05),
    ]
    keys = ("annotation_label", "x_min_normalized", "x_max_normalized", "y_min_normalized", "y_max_normalized")
    lines = [
        {
            "image_path": "images/a.png",
            "bounding_box_annotations": [dict(zip(keys, box, strict=True)) for box in boxes],
        },
        {"image_path": "images/b.png"},
    ]
    path = folder / "dataset.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.mark.parametrize("make", [coco, yolo, viam])
@pytest.mark.parametrize("by_folder", [True, False])
def test_every_format_gives_the_same_boxes(make: Callable[[Path], Path], by_folder: bool, tmp_path: Path) -> None:
    path = make(tmp_path / "set")
    found = read_dataset(path.parent if by_folder else path)
    assert found.labels == ("car", "dog")
    first, second = found.images
    assert first.size == Size(200, 100)
    assert first.path.is_file()
    assert second.boxes == ()
    for box, expected in zip(first.boxes, EXPECTED, strict=True):
        assert box.label == expected.label
        here, there = box.box, expected.box
        assert (here.x, here.y, here.width, here.height) == pytest.approx(
            (there.x, there.y, there.width, there.height), abs=1e-9
        )


@pytest.mark.parametrize("make", [coco, yolo, viam])
def test_a_damaged_index_is_refused_in_one_line(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path / "set")
    path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2] + b"\x00{{")
    with pytest.raises(DatasetError, match=path.name):
        read_dataset(path)


def test_what_is_no_data_set_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json", tmp_path / "file.txt"):
        with pytest.raises(DatasetError):
            read_dataset(path)


def test_an_image_outside_of_the_data_set_is_refused(tmp_path: Path) -> None:
    path = coco(tmp_path / "set")
    (tmp_path / "secret.png").write_bytes((tmp_path / "set" / "images" / "a.png").read_bytes())
    path.write_text(path.read_text().replace("images/a.png", "../secret.png"))
    with pytest.raises(DatasetError, match="outside"):
        read_dataset(path)


def test_a_yolo_line_that_is_none_is_refused(tmp_path: Path) -> None:
    path = yolo(tmp_path / "set")
    (path.parent / "labels" / "a.txt").write_text("9 0.1 0.1 0.1 0.1\n")
    with pytest.raises(DatasetError, match="no line of class"):
        read_dataset(path)
