import json
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest

from driftwatch.capture.exports.coco import INSTANCES
from driftwatch.capture.files import Files
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.settings import QueueSettings
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.capture.spool.spool import drain, open_spool
from driftwatch.config.reader import read
from driftwatch.errors import ConfigError
from tests.capture.failing import FailingFiles, Killed, no_space
from tests.capture.making import detection, kept, picture
from tests.capture.test_metadata import GPS, segment, with_segments


def settings(folder: Path, **attributes: object) -> SpoolSettings:
    return read(SpoolSettings, {"directory": str(folder / "spool"), **attributes}).value


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_images_lie_in_folders_that_say_tag_and_data_set(tmp_path: Path) -> None:
    spool = open_spool(settings(tmp_path, tags=["hard", "line 2"], dataset_id="abc1"))
    spool.put(kept(7, value=0.25))
    (path,) = files_of(tmp_path)
    assert path.parent == tmp_path / "spool" / "tag=hard" / "tag=line 2" / "dataset=abc1"
    assert path.name == "0000000000007-0000000000000007-belt-low_confidence-v250.jpg"
    assert path.read_bytes() == picture(7).data


def test_metadata_stays_only_when_asked(tmp_path: Path) -> None:
    told = with_segments(segment(0xE1, GPS))
    open_spool(settings(tmp_path)).put(kept(1, data=told))
    (path,) = files_of(tmp_path)
    assert path.read_bytes() == picture(1).data
    open_spool(settings(tmp_path, keep_metadata=True)).put(kept(1, data=told))
    assert path.read_bytes() == told


def test_a_raw_image_becomes_a_png_of_the_same_pixels(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (3, 4, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    raw = b"RGBA" + (4).to_bytes(4, "big") + (3).to_bytes(4, "big") + pixels.tobytes()
    open_spool(settings(tmp_path)).put(kept(1, data=raw, mime_type="image/vnd.viam.rgba"))
    (path,) = files_of(tmp_path)
    assert path.suffix == ".png"
    shown = cv2.cvtColor(np.asarray(cv2.imread(str(path))), cv2.COLOR_BGR2RGB)
    assert (shown == pixels[..., :3]).all()


@pytest.mark.parametrize("format_", ["folders", "coco", "yolo", "viam"])
def test_never_more_bytes_than_allowed_and_the_least_valuable_make_room(tmp_path: Path, format_: str) -> None:
    spool = open_spool(settings(tmp_path, max_megabytes=0.012, format=format_))
    for n, value in enumerate([0.5, 0.1, 0.9, 0.3, 0.8, 0.05]):
        spool.put(kept(n, value=value, data=b"\xff\xd8" + bytes(3000)))
        assert sum(path.stat().st_size for path in files_of(tmp_path)) <= 12_000
    values = {path.stem[-3:] for path in files_of(tmp_path) if path.suffix == ".jpg"}
    assert values in ({"500", "900", "800"}, {"900", "800"})
    spool.put(kept(9, value=1.0, data=b"\xff\xd8" + bytes(13_000)))
    assert len([path for path in files_of(tmp_path) if path.suffix == ".jpg"]) == 0


def test_putting_a_frame_twice_leaves_one(tmp_path: Path) -> None:
    spool = open_spool(settings(tmp_path))
    for _ in range(2):
        spool.put(kept(1))
    assert len(files_of(tmp_path)) == 1


@pytest.mark.parametrize(
    ("format_", "index"),
    [("coco", INSTANCES), ("yolo", "data.yaml"), ("viam", "dataset.jsonl")],
)
def test_a_data_set_grows_over_restarts(tmp_path: Path, format_: str, index: str) -> None:
    for n, label in enumerate(["cup", "fork", "cup"]):
        spool = open_spool(settings(tmp_path, format=format_))
        spool.put(kept(n, detections=[detection(0.5, label)]))
        spool.refresh()
    root = tmp_path / "spool"
    assert len(list((root / "images").iterdir())) == len(list((root / "records").iterdir())) == 3
    assert json.loads((root / "labels.json").read_text()) == ["cup", "fork"]
    assert (root / index).is_file()
    if format_ == "yolo":
        assert [path.read_text()[0] for path in sorted((root / "labels").iterdir())] == ["0", "1", "0"]


def test_a_data_set_forgets_a_deleted_image_and_keeps_the_numbers_of_labels(tmp_path: Path) -> None:
    spool = open_spool(settings(tmp_path, format="yolo"))
    for n, label in enumerate(["cup", "fork"]):
        spool.put(kept(n, detections=[detection(0.5, label)]))
    spool.refresh()
    root = tmp_path / "spool"
    min((root / "images").iterdir()).unlink()
    spool = open_spool(settings(tmp_path, format="yolo"))
    spool.refresh()
    assert len(list((root / "records").iterdir())) == 1
    (labels,) = (root / "labels").iterdir()
    assert labels.read_text().startswith("1 ")


def test_a_format_that_was_left_leaves_nothing_stale(tmp_path: Path) -> None:
    for n, format_ in enumerate(["yolo", "coco", "viam"]):
        spool = open_spool(settings(tmp_path, format=format_), ("cup", "part"))
        spool.put(kept(n, detections=[detection(0.5)]))
        spool.refresh()
    (root,) = tmp_path.glob("spool")
    assert [path.name for path in files_of(root) if path.parent == root] == ["dataset.jsonl", "labels.json"]
    assert {path.parent.name for path in files_of(root)} == {"images", "records", "spool"}
    assert json.loads((root / "labels.json").read_text()) == ["cup", "part"]


def test_files_of_somebody_elses_data_set_stay(tmp_path: Path) -> None:
    root = tmp_path / "spool"
    others = [root / "images" / "mine.jpg", root / "labels" / "mine.txt", root / "classes.txt"]
    for path in others:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    for format_ in ("yolo", "coco"):
        spool = open_spool(settings(tmp_path, format=format_))
        spool.put(kept(1, detections=[detection(0.5)]))
        spool.refresh()
    assert [path.name for path in others if path.is_file()] == ["mine.jpg", "mine.txt", "classes.txt"]
    assert len(list((root / "labels").iterdir())) == 1


@pytest.mark.parametrize("format_", ["folders", "viam"])
def test_killed_at_any_operation_no_half_image_is_seen_and_none_is_lost(tmp_path: Path, format_: str) -> None:
    for number in count(1):
        home = tmp_path / str(number)
        queue = Queue(QueueSettings(), home / "queue", Files())
        for n in range(2):
            queue.put(kept(n), 0.0)
        files = FailingFiles(lambda n, number=number: Killed() if n >= number else None)
        killed = False
        try:
            drain(queue, open_spool(settings(home, format=format_), files=files), 0.0)
        except Killed:
            killed = True
        for path in (home / "spool").rglob("*.jpg"):
            assert path.read_bytes() in (picture(0).data, picture(1).data)
        again = Queue(QueueSettings(), home / "queue")
        assert drain(again, open_spool(settings(home, format=format_)), 0.0).problem == ""
        assert len(list((home / "spool").rglob("*.jpg"))) == 2
        assert again.status().frames == 0
        assert not list(home.glob(".spool.part/*"))
        if not killed:
            return


def test_a_full_disk_leaves_the_frames_in_the_queue(tmp_path: Path) -> None:
    queue = Queue(QueueSettings(), None)
    for n in range(3):
        queue.put(kept(n), 0.0)
    files = FailingFiles(lambda _: no_space())
    spool = open_spool(settings(tmp_path), files=files)
    told = drain(queue, spool, 0.0)
    assert (told.moved, "No space" in told.problem) == (0, True)
    files.fails = lambda _: None
    assert drain(queue, spool, 0.0).moved == 3


def test_what_is_no_image_does_not_block_the_queue(tmp_path: Path) -> None:
    queue = Queue(QueueSettings(), None)
    queue.put(kept(1, data=b"no image"), 0.0)
    queue.put(kept(2), 0.0)
    assert drain(queue, open_spool(settings(tmp_path)), 0.0).moved == 1
    assert queue.status().frames == 0


@pytest.mark.parametrize(
    "attributes", [{"tags": ["a/b"]}, {"dataset_id": "../x"}, {"directory": "relative"}, {"directory": ""}]
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, attributes: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        settings(tmp_path, **attributes)


def test_a_format_without_a_place_for_classes_is_doubted(tmp_path: Path) -> None:
    (doubt,) = settings(tmp_path, format="yolo").doubts(has_boxes=False)
    assert doubt.startswith("spool.format: yolo holds boxes and this model gives none")
    assert settings(tmp_path, format="yolo").doubts(has_boxes=True) == []
    assert settings(tmp_path, format="coco").doubts(has_boxes=False) == []
