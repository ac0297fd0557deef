"""Whole data sets on disk, opened as the tools open them that people train and label with."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from driftwatch.capture.exports.coco import INSTANCES
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.capture.spool.spool import open_spool
from driftwatch.inference.answer import Box, Detection
from tests.capture.exports.readers import as_datumaro, as_label_studio, as_ultralytics
from tests.capture.making import detection, kept

LABELS = ("no", "1", "person: adult", "日本語 ラベル", "  spaced  ", "- dash", "#hash", '"quoted, comma"')
ODD = (
    detection(0.5, LABELS[3]),
    Detection(Box(0.0, 0.0, 1.0, 1.0), LABELS[7], 0.9),
    Detection(Box(0.3, 0.3, 0.3, 0.3), LABELS[1], 0.5),  # no area
)
Make = Callable[[str], Path]


@pytest.fixture
def data_set(tmp_path: Path) -> Make:
    """A folder with a space and an accent in its name: three images, one of nothing."""

    def make(format_: str) -> Path:
        folder = tmp_path / "Hof é (2)" / format_
        spool = open_spool(SpoolSettings(str(folder), format_), LABELS)  # pyright: ignore[reportArgumentType]
        for number, found in enumerate((ODD, (), ODD[:1])):
            spool.put(kept(number, detections=found))
        spool.refresh()
        return folder

    return make


def test_ultralytics_opens_it_from_anywhere(data_set: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = data_set("yolo")
    for place, index in ((Path("/"), folder / "data.yaml"), (folder, Path("data.yaml"))):
        monkeypatch.chdir(place)
        read = as_ultralytics(index)
        assert read["train"].names == dict(enumerate(LABELS))
        assert not set(read["train"].images) & set(read["val"].images)
        boxes = [box for part in read.values() for boxes in part.images.values() for box in boxes]
        assert sorted(box[0] for box in boxes) == [3, 3, 7]
        assert sum(len(part.images) for part in read.values()) == 3


def test_a_set_without_boxes_opens_too(tmp_path: Path) -> None:
    for labels in (LABELS, None):
        folder = tmp_path / str(labels is None)
        spool = open_spool(SpoolSettings(str(folder), "yolo"), labels)
        for number in range(2):
            spool.put(kept(number))
        spool.refresh()
        assert [list(part.images.values()) for part in as_ultralytics(folder / "data.yaml").values()] == [[[]], [[]]]


def test_label_studio_finds_classes_and_boxes(data_set: Make) -> None:
    read = as_label_studio(data_set("yolo"))
    assert read.names == {number: label.strip() for number, label in enumerate(LABELS)}
    assert sorted(len(boxes) for boxes in read.images.values()) == [0, 1, 2]


def test_datumaro_and_cvat_find_images_and_every_box_has_an_area(data_set: Make) -> None:
    read = as_datumaro(data_set("coco"))
    assert list(read.names.values()) == list(LABELS)
    boxes = [box for boxes in read.images.values() for box in boxes]
    assert sorted(box[0] for box in boxes) == [4, 4, 8]
    assert all(width > 0 and height > 0 for *_, width, height in boxes), "torchvision refuses a box without area"


@pytest.mark.slow
def test_pycocotools_reads_it_and_scores_it_against_itself(data_set: Make) -> None:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    folder = data_set("coco")
    truth = COCO(str(folder / INSTANCES))
    assert (len(truth.getImgIds()), len(truth.getAnnIds())) == (3, 3)
    content = json.loads((folder / INSTANCES).read_text())
    fields = ("image_id", "category_id", "bbox", "score")
    found = truth.loadRes([{name: one[name] for name in fields} for one in content["annotations"]])
    evaluation = COCOeval(truth, found, "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0)
