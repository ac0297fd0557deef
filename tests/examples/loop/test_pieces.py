"""The pieces of `make loop` that need no training; the story itself is a slow test."""

import json
from pathlib import Path

import pytest

from driftwatch.inference.answer import Box, Detection
from driftwatch.quality.evaluation.readers.registry import read_dataset
from examples.loop.looking import Precision, disagreements, evidence, precision
from examples.loop.report import html_report
from examples.loop.story import Scale, Story, tell_story
from examples.loop.world import SIZE, Shown, day, evening, write_set

DISC = Detection(Box(0.1, 0.1, 0.3, 0.3), "disc", 0.9)
RING = Detection(Box(0.6, 0.6, 0.8, 0.8), "ring", 0.8)


def test_the_world_is_the_same_again_and_its_sets_are_read_by_evaluate(tmp_path: Path) -> None:
    frames = day(3, seed=1)
    assert [one.data for one in frames] == [one.data for one in day(3, seed=1)]
    read = read_dataset(write_set(tmp_path, frames))
    assert [(image.size, len(image.boxes)) for image in read.images] == [(SIZE, len(one.truth)) for one in frames]
    assert evening(1, seed=1)[0].data != frames[0].data


def test_reviews_by_the_truth() -> None:
    shown = [Shown(b"", (DISC,)), Shown(b"", (DISC, RING))]
    reviews = evidence(shown, [[DISC, RING], [DISC, RING]])
    assert [(one.right, one.boxes) for one in reviews] == [(1, 2), (2, 2)]
    found = precision(reviews)
    assert found.value == pytest.approx(0.75)
    assert found.low < 0.75 < found.high


def test_frames_on_which_models_differ() -> None:
    shown = [Shown(b"", (DISC,)), Shown(b"", (DISC, RING)), Shown(b"", (DISC,))]
    found, compared = disagreements(shown, [[DISC], [DISC], [DISC, RING]], [[DISC], [DISC, RING], [DISC]])
    assert [(one.gained_right, one.gained_wrong, one.lost_right, one.lost_wrong) for one in found] == [
        (1, 0, 0, 0),
        (0, 0, 0, 1),
    ]
    assert (compared.frames, compared.differing, compared.live, compared.candidate) == (3, 2, 4, 4)


def test_the_report_stands_alone() -> None:
    page = html_report([("a <b>", Precision(0.5, 0.4, 0.6)), ("end", None)], ended_well=True)
    assert "a &lt;b&gt;" in page
    assert "0.50 (0.40 to 0.60)" in page
    assert "http" not in page


@pytest.mark.slow
def test_the_story_ends_as_it_should(tmp_path: Path) -> None:
    story = Story(tmp_path, Scale(), print)
    assert tell_story(story)
    assert "failed" in story.events[-1][0]
    assert json.loads((tmp_path / "2.0.0.journal").read_text().splitlines()[-1])["kind"] == "finished"
