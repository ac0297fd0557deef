"""Labels go out to every tool's format, are corrected there, and come back to the same frames."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.errors import DatasetError
from driftwatch.inference.answer import Box, Detection
from driftwatch.labelling.corrected import take_in
from driftwatch.labelling.frame_set import FrameSet, Truth, TruthSource
from driftwatch.labelling.readers.registry import CORRECTED_READERS
from driftwatch.labelling.writers.registry import LABEL_WRITERS
from driftwatch.labelling.writing import write_out
from tests.labelling.making import CUP, PLATE, frame_set

INDEX = {"label_studio": "tasks.json"}  # others are read from their folder


def written(frames: FrameSet, form: str, out: Path) -> Path:
    write_out(frames, [(one, one.example) for one in frames.frames()], form, out, lambda: None)
    return out / INDEX.get(form, "")


def boxes_of(frames: FrameSet) -> list[list[tuple[str, tuple[float, ...]]]]:
    return [
        [(one.label, (one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax)) for one in frame.truth.boxes]
        for frame in frames.frames()
        if frame.truth is not None
    ]


def test_every_format_that_goes_out_comes_back() -> None:
    assert set(LABEL_WRITERS) == set(CORRECTED_READERS)


@pytest.mark.parametrize("form", LABEL_WRITERS)
def test_the_round_trip_keeps_frames_labels_and_boxes(form: str, tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames")
    for frame in frames.frames():
        frames.set_truth(frame, Truth(frame.record.answer.detections or (), TruthSource.REVIEW, "review"))
    before = boxes_of(frames)
    taken = take_in(frames, CORRECTED_READERS[form](written(frames, form, tmp_path / "out")), form)
    assert (taken.frames, taken.empty, taken.changed) == (3, 1, 0)
    after = boxes_of(frames)
    assert [[label for label, _ in one] for one in after] == [[label for label, _ in one] for one in before]
    assert [c for one in after for _, c in one] == [pytest.approx(c, abs=1e-3) for one in before for _, c in one]
    assert {frame.truth.tool for frame in frames.frames() if frame.truth} == {form}


def test_what_a_tool_renames_is_found_by_the_frames_id(tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames")
    index = written(frames, "coco", tmp_path / "out") / "annotations" / "instances_default.json"
    content: dict[str, Any] = json.loads(index.read_text())
    for image in content["images"]:
        image["file_name"] = f"upload/1a2b3c4d-{image['file_name']}"
        image.pop("driftwatch")
    index.write_text(json.dumps(content))
    assert take_in(frames, CORRECTED_READERS["coco"](index), "coco").frames == 3


def test_label_studio_gives_what_people_annotated_newest_first(tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames")
    tasks: list[Any] = json.loads(written(frames, "label_studio", tmp_path / "out").read_text())
    result = tasks[1]["predictions"][0]["result"]
    tasks[1]["annotations"] = [
        {"result": result, "updated_at": "2026-01-01T00:00:00Z"},
        {"result": result[:1], "updated_at": "2026-01-02T00:00:00Z"},
    ]
    tasks[2]["annotations"] = [{"result": [], "was_cancelled": True}]
    tasks[0]["annotations"] = []
    export = tmp_path / "export.json"
    export.write_text(json.dumps(tasks))
    assert take_in(frames, CORRECTED_READERS["label_studio"](export), "label_studio").frames == 1
    assert [[label for label, _ in one] for one in boxes_of(frames)] == [["cup"]]
    result[0]["value"]["rotation"] = 12
    tasks[1]["annotations"][1]["result"] = result
    export.write_text(json.dumps(tasks))
    with pytest.raises(DatasetError, match="turned by 12 degrees"):
        CORRECTED_READERS["label_studio"](export)


def test_cvats_yolo_archive_is_read(tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames")
    data = tmp_path / "out" / "obj_train_data"
    data.mkdir(parents=True)
    (tmp_path / "out" / "obj.names").write_text("cup\nplate\n")
    first = frames.frames()[0]
    (data / f"{Path(first.file).stem}.txt").write_text("1 0.5 0.5 0.2 0.4\n")
    take_in(frames, CORRECTED_READERS["yolo"](tmp_path / "out"), "yolo")
    assert boxes_of(frames) == [[("plate", pytest.approx((0.4, 0.3, 0.6, 0.7)))]]


@given(st.lists(st.sampled_from(list(TruthSource)), min_size=1, max_size=5))
def test_what_wins_is_the_strongest_source_and_of_these_the_last(sources: list[TruthSource]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        frames = frame_set(Path(folder), boxes=((CUP,),))
        for number, source in enumerate(sources):
            frames.set_truth(frames.frames()[0], Truth((), source, str(number)))
        strongest = max(sources)
        last = max(number for number, source in enumerate(sources) if source == strongest)
        truth = frames.frames()[0].truth
        assert truth is not None
        assert (truth.source, truth.tool) == (strongest, str(last))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("0000000000002-", "0000000000009-"), "is none of the 3 frames"),
        (lambda text: re.sub(r'"width": 160', '"width": 320', text, count=1), "was labelled at 320 x 120"),
        (lambda text: text.replace('"bbox": [\n    40.0', '"bbox": [\n    140.0', 1), "does not lie in the image"),
        (lambda text: text.replace('"name": "cup"', '"name": " "'), "a box has no label"),
        (lambda text: text.replace("categories", "kategorien"), "is no COCO file"),
        (lambda text: text.replace("0000000000002-0000000000000002", "0000000000001-0000000000000001"), "twice"),
    ],
)
def test_what_does_not_fit_is_refused_whole(change: Any, words: str, tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames")
    index = written(frames, "coco", tmp_path / "out") / "annotations" / "instances_default.json"
    text = index.read_text()
    assert change(text) != text
    index.write_text(change(text))
    with pytest.raises(DatasetError, match=re.escape(words)):
        take_in(frames, CORRECTED_READERS["coco"](index), "coco")
    assert boxes_of(frames) == []


@pytest.mark.parametrize("form", CORRECTED_READERS)
def test_what_is_of_another_format_is_refused_in_words(form: str, tmp_path: Path) -> None:
    (tmp_path / "classes.txt").write_text("cup\n")
    stranger = tmp_path / "1700000000000-00000000000000ff.txt"
    stranger.write_text("what is this\n")
    with pytest.raises(DatasetError):
        CORRECTED_READERS[form](stranger)
    with pytest.raises(DatasetError):
        CORRECTED_READERS[form](tmp_path / "missing")


def test_xml_with_entities_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "annotations.xml"
    file.write_text('<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>')
    with pytest.raises(DatasetError, match="declares entities"):
        CORRECTED_READERS["cvat"](file)


def test_pycocotools_reads_what_goes_out_and_what_comes_back_is_its(tmp_path: Path) -> None:
    from pycocotools.coco import COCO

    frames = frame_set(tmp_path / "frames", boxes=((CUP, PLATE), ()))
    index = written(frames, "coco", tmp_path / "out") / "annotations" / "instances_default.json"
    coco = COCO(str(index))
    assert [len(coco.getAnnIds(imgIds=[number])) for number in coco.getImgIds()] == [2, 0]
    (tmp_path / "back.json").write_text(json.dumps(coco.dataset))
    assert take_in(frames, CORRECTED_READERS["coco"](tmp_path / "back.json"), "coco").frames == 2


def test_a_moved_box_is_a_correction(tmp_path: Path) -> None:
    frames = frame_set(tmp_path / "frames", boxes=((CUP,),))
    moved = Detection(Box(0.1, 0.5, 0.6, 1.0), "cup", 1.0)
    frames.set_truth(frames.frames()[0], Truth((moved,), TruthSource.LABELS, "x"))
    out = written(frames, "viam", tmp_path / "out")
    assert take_in(frame_set(tmp_path / "others", ((CUP,),)), CORRECTED_READERS["viam"](out), "viam").changed == 1
