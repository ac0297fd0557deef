"""Data sets read back as other tools read them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.exports.coco import INSTANCES, LABELS, CocoExport
from driftwatch.capture.exports.example import Example, labels_of
from driftwatch.capture.exports.registry import EXPORTS
from driftwatch.capture.exports.viam import ViamExport
from driftwatch.capture.exports.yolo import YoloExport
from driftwatch.inference.answer import Answer, Box, Classification, Detection
from tests.capture.making import kept

FOUND = (Detection(Box(0.25, 0.5, 0.75, 1.0), "cup", 0.4), Detection(Box(0.0, 0.0, 0.5, 0.25), 'a "b": c', 0.9))
EXAMPLES = (Example(kept(1, detections=FOUND).record, "one.jpg"), Example(kept(2).record, "two.jpg"))
NAMES = labels_of(EXAMPLES)

boxes = st.tuples(*[st.floats(0, 1)] * 4).map(
    lambda c: Box(min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]), max(c[1], c[3]))
)
found = st.lists(st.builds(Detection, boxes, st.text(min_size=1, max_size=6), st.floats(0, 1)), max_size=4)


def coco_boxes(content: Mapping[str, Any]) -> dict[str, list[tuple[str, Box]]]:
    """Image to its boxes, joined by ids as pycocotools does."""
    names = {category["id"]: category["name"] for category in content["categories"]}
    images = {image["id"]: image for image in content["images"]}
    assert len(names) == len(content["categories"])
    assert len(images) == len(content["images"])
    assert len({one["id"] for one in content["annotations"]}) == len(content["annotations"])
    read: dict[str, list[tuple[str, Box]]] = {image["file_name"]: [] for image in images.values()}
    for one in content["annotations"]:
        image = images[one["image_id"]]
        x, y, width, height = one["bbox"]
        assert one["area"] == pytest.approx(width * height, abs=0.01)
        box = Box(x / image["width"], y / image["height"], (x + width) / image["width"], (y + height) / image["height"])
        read[image["file_name"]].append((names[one["category_id"]], box))
    return read


def yolo_boxes(text: str, names: Mapping[int, str]) -> list[tuple[str, Box]]:
    read: list[tuple[str, Box]] = []
    for line in text.splitlines():
        number, *values = line.split()
        x, y, width, height = map(float, values)
        assert all(0 <= value <= 1 for value in (x, y, width, height))
        read.append((names[int(number)], Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)))
    return read


def same(read: Sequence[tuple[str, Box]], wanted: Sequence[Detection], tolerance: float) -> None:
    assert [label for label, _ in read] == [d.label for d in wanted]
    for (_, got), detection in zip(read, wanted, strict=True):
        for side in ("xmin", "ymin", "xmax", "ymax"):
            assert getattr(got, side) == pytest.approx(getattr(detection.box, side), abs=tolerance)


@given(st.lists(found, max_size=4))
def test_every_format_gives_the_boxes_back(videos: list[list[Detection]]) -> None:
    examples = [Example(kept(n, detections=d).record, f"{n}.jpg") for n, d in enumerate(videos)]
    labels = labels_of(examples)
    coco = coco_boxes(json.loads(CocoExport().index(examples, labels)[INSTANCES]))
    lines = [
        json.loads(line) for line in ViamExport().index(examples, labels)["dataset.jsonl"].decode().split("\n") if line
    ]
    names = yaml.safe_load(YoloExport().index(examples, labels)["data.yaml"])["names"] or {}
    assert [line["image_path"] for line in lines] == [example.path for example in examples]
    for example, line in zip(examples, lines, strict=True):
        detections = example.boxes
        same(coco[example.file], detections, 0.01)
        (text,) = YoloExport().sidecars(example, labels).values()
        same(yolo_boxes(text.decode(), names), detections, 2e-6)
        viam = [
            (
                one["annotation_label"],
                Box(*(one[f"{side}_normalized"] for side in ("x_min", "y_min", "x_max", "y_max"))),
            )
            for one in line["bounding_box_annotations"]
        ]
        same(viam, detections, 0.0)


def test_a_picture_of_nothing_is_kept_as_such() -> None:
    content = json.loads(CocoExport().index(EXAMPLES, NAMES)[INSTANCES])
    assert [image["file_name"] for image in content["images"]] == ["one.jpg", "two.jpg"]
    assert {one["image_id"] for one in content["annotations"]} == {1}
    assert YoloExport().sidecars(EXAMPLES[1], NAMES) == {"labels/two.txt": b""}
    last = json.loads(ViamExport().index(EXAMPLES, NAMES)["dataset.jsonl"].splitlines()[1])
    assert last["bounding_box_annotations"] == []


def test_coco_ids_count_from_one_and_confidences_stand_beside() -> None:
    content = json.loads(CocoExport().index(EXAMPLES, NAMES)[INSTANCES])
    assert [category["id"] for category in content["categories"]] == [1, 2]
    assert content["annotations"][0]["bbox"] == [40.0, 60.0, 80.0, 60.0]
    assert content["annotations"][0]["score"] == 0.4
    assert content["images"][0]["driftwatch"]["reasons"] == {"low_confidence": 0.5}


def test_a_viam_line_has_the_fields_of_viams_own_export() -> None:
    line = json.loads(ViamExport().index(EXAMPLES, NAMES)["dataset.jsonl"].splitlines()[0])
    assert line.keys() == {
        "image_path",
        "classification_annotations",
        "bounding_box_annotations",
        "timestamp",
        "component_name",
    }
    assert line["timestamp"] == "2023-11-14T22:13:21.000Z"


def test_a_label_keeps_its_number() -> None:
    assert labels_of(EXAMPLES, ("cat", "cup")) == ("cat", "cup", 'a "b": c')


def test_two_machines_with_one_model_number_its_labels_alike() -> None:
    model = ("person", "cup", 'a "b": c', "cup")
    assert labels_of(EXAMPLES, (), model) == labels_of((), (), model) == ("person", "cup", 'a "b": c')
    assert labels_of(EXAMPLES, ("cup", "cat"), model) == ("cup", "cat", "person", 'a "b": c')


def test_classes_without_names_have_their_own_number() -> None:
    seen = Example(kept(1, detections=[Detection(FOUND[0].box, "3", 0.5)]).record, "one.jpg")
    assert labels_of([seen]) == ("0", "1", "2", "3")
    assert labels_of([seen], ("cup",), ("cup",)) == ("cup", "3")
    assert labels_of([Example(kept(1, detections=[Detection(FOUND[0].box, "99999", 0.5)]).record, "a")]) == ("99999",)


def test_a_box_without_area_is_left_out_and_counted() -> None:
    flat = (Detection(Box(0.5, 0.1, 0.5004, 0.9), "cup", 0.5), Detection(Box(0.1, 0.4, 0.9, 0.4), "cup", 0.5))
    example = Example(kept(1, detections=(*flat, FOUND[0])).record, "one.jpg")  # of 160 x 120 pixels
    assert example.boxes == (FOUND[0],)
    content = json.loads(CocoExport().index([example], ("cup",))[INSTANCES])
    assert len(content["annotations"]) == 1
    assert content["images"][0]["driftwatch"]["boxes_without_area"] == 2
    assert YoloExport().sidecars(example, ("cup",))["labels/one.txt"].count(b"\n") == 1
    assert len(json.loads(ViamExport().index([example], ("cup",))["dataset.jsonl"])["bounding_box_annotations"]) == 1


def classified(number: int, *classes: Classification) -> Example:
    record = kept(number).record
    return Example(replace(record, answer=Answer(record.answer.size, None, classes)), f"{number}.jpg")


def test_an_image_that_was_only_classified_is_no_image_of_nothing() -> None:
    examples = [classified(1, Classification("ripe", 0.75)), classified(2, Classification("raw", 0.625))]
    labels = labels_of(examples, (), ("raw", "ripe"))
    (path, content), *more = CocoExport().index(examples, labels).items()
    assert (path, more) == (LABELS, [])
    assert [(one["image_id"], one["category_id"], one["score"]) for one in json.loads(content)["annotations"]] == [
        (1, 2, 0.75),
        (2, 1, 0.625),
    ]
    files = YoloExport().index(examples, labels)
    assert files["train.txt"] == files["val.txt"] == b""
    assert "# 2 images have a class and no boxes: they are in neither list." in files["data.yaml"].decode()
    assert YoloExport().sidecars(examples[0], labels) == {}


@pytest.mark.parametrize("name", EXPORTS)
def test_files_stay_within_the_data_set_and_are_told_apart(name: str) -> None:
    export = EXPORTS[name]
    paths = [*export.index(EXAMPLES, NAMES), *(p for e in EXAMPLES for p in export.sidecars(e, NAMES))]
    assert len(set(paths)) == len(paths)
    assert {path.split("/")[0] for path in paths} <= set(export.owns)
    assert not {"images", "records", "labels.json"} & set(export.owns)
    assert export.index((), ())
