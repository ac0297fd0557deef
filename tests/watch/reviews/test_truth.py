"""Reviewed frames as a data set: the true labels, and no frame of which something is not known."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from driftwatch.capture.exports.coco import INSTANCES
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.submission import BoxAnswer, Miss
from driftwatch.watch.reviews.truth import Format, TruthPage, TruthQuestion, truth_page
from tests.watch.reviews.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, ReviewSettings(look_for_misses=1.0, blind_repeats=0.0))
    made.fill(5)
    said: list[dict[str, object]] = [
        {"looked_for_misses": True},
        {"looked_for_misses": True, "boxes": (BoxAnswer("wrong_class", "dog"),)},
        {"looked_for_misses": True, "boxes": (BoxAnswer("not_an_object"),)},
        {"looked_for_misses": True, "missed": (Miss(0.1, 0.1, "part"),)},
        {},
    ]
    for offer, given in zip(made.next("Anna", 5), said, strict=True):
        made.submit(offer, "Anna", **given)
    yield made
    made.store.close(made.moment)


def page(office: Office, form: Format = "coco", start: int = 0, limit: int = 50, *, every: bool = False) -> TruthPage:
    question = TruthQuestion(form, "", every, start, limit)
    return truth_page(office.desk.book.standing(), office.desk.pool, question)


def test_only_frames_of_which_all_is_known_are_in_it(office: Office) -> None:
    found = page(office)
    assert (found.frames, found.total, found.incomplete, found.gone, found.next) == (3, 3, 2, 0, None)
    assert page(office, every=True).total == 5
    content = json.loads(found.files[INSTANCES])
    assert [one["name"] for one in content["categories"]] == ["part", "dog"]
    assert [(one["image_id"], one["category_id"]) for one in content["annotations"]] == [(1, 1), (2, 2)]
    assert "score" not in content["annotations"][0]
    assert "not yet reviewed" not in content["info"]["description"]
    assert sum(path.startswith("images/") for path in found.files) == 3


def test_pages_add_up_to_the_whole_and_the_last_holds_the_index(office: Office) -> None:
    first, last = page(office, "yolo", 0, 2), page(office, "yolo", 2, 2)
    assert (first.frames, first.next, last.frames, last.next) == (2, 2, 1, None)
    assert "data.yaml" not in first.files
    assert "data.yaml" in last.files
    assert {**first.files, **last.files} == page(office, "yolo").files


def test_viams_lines_have_no_score_of_what_a_person_said(office: Office) -> None:
    lines = page(office, "viam").files["dataset.jsonl"].decode().splitlines()
    assert len(lines) == 3
    assert all("confidence_score" not in line for line in lines)


def test_a_frame_whose_image_is_gone_is_counted(office: Office) -> None:
    for file in (office.folder / "pool").glob("000000000001.*"):
        file.unlink()
    office.again()
    office.desk.book.load()
    found = page(office)
    assert (found.total, found.gone) == (2, 1)
