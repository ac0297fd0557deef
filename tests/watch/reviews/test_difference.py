"""What one of two models serves alone, how a person is shown it, and what it says of the candidate."""

from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.observation import ModelIdentity
from driftwatch.quality.review import JudgedBox, Review, Verdict
from driftwatch.quality.verdicts.candidate import CandidateVerdict
from driftwatch.watch.reviews.candidate_standing import candidate_standing
from driftwatch.watch.reviews.difference import served_difference
from driftwatch.watch.reviews.pooled import SecondOpinion, pooled_from_json, pooled_to_json
from driftwatch.watch.reviews.review_json import review_from_json, review_to_json
from driftwatch.watch.reviews.submission import BoxAnswer
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.shadow.comparison_store import CameraComparison, ModelPair
from driftwatch.watch.shadow.served import ServedCounts
from tests.capture.making import MODEL, box, detection
from tests.quality.made import review
from tests.watch.reviews.making import pooled
from tests.watch.reviews.office import Office

CANDIDATE = ModelIdentity("next", "4", "cd" * 32)
LEFT, RIGHT = box(0.05), box(0.7)
COMPARED = CameraComparison(
    0.0, ModelPair(MODEL, CANDIDATE), served=ServedCounts(Threshold(), 20_000, 1200, 20_000, 20_000), served_since=5.0
)


def test_each_box_has_one_partner_and_what_is_not_served_none() -> None:
    live = [detection(0.9, where=LEFT), detection(0.2), detection(0.8, "dog", RIGHT)]
    candidate = [detection(0.6, where=LEFT), detection(0.5, where=LEFT), detection(0.8, "cat", RIGHT), detection(0.1)]
    found = served_difference(live, candidate, Threshold(0.3))
    assert [one.label for one in found.gained] == ["part", "cat"]
    assert [one.label for one in found.lost] == ["dog"]
    assert (found.live, found.candidate, found.is_one) == (2, 3, True)
    assert not served_difference(live, live, Threshold(0.3)).is_one
    assert not served_difference(live, candidate, Threshold(0.3, {"nothing": 0.1})).is_one


def test_a_person_is_shown_what_either_serves_each_object_once() -> None:
    near = detection(0.25, where=LEFT)
    frame = pooled(0, [detection(0.9, where=RIGHT), near])
    assert [(one.detection.confidence, one.is_served) for one in frame.shown] == [(0.9, True), (0.25, False)]
    asked = replace(frame, opinion=SecondOpinion(CANDIDATE.key, (detection(0.6, where=LEFT),), (0,)))
    shown = [(one.detection.confidence, one.is_served, one.alone) for one in asked.shown]
    assert shown == [(0.9, True, "live"), (0.6, False, "candidate")]
    assert pooled_from_json(pooled_to_json(asked)) == asked
    assert pooled_from_json(pooled_to_json(frame).replace('"opinion": null, ', "")) == frame


def test_what_a_person_says_of_either_model_is_kept(tmp_path: Path) -> None:
    office = Office(tmp_path)
    opinion = SecondOpinion(CANDIDATE.key, (detection(0.6, where=LEFT),), (0,))
    office.desk.pool.put(replace(pooled(0, [detection(0.9, where=RIGHT)]), opinion=opinion), b"image")
    (offer,) = office.next("Anna")
    office.submit(offer, "Anna", boxes=(BoxAnswer("right"), BoxAnswer("not_an_object")))
    office.again()
    office.desk.book.load()
    (kept,) = office.desk.book.reviews
    assert kept.frame.candidate == CANDIDATE.key
    assert [(one.alone, one.is_served) for one in kept.boxes] == [("live", True), ("candidate", False)]
    older = review_to_json(kept).replace(', "alone": "live"', "").replace(f', "candidate": "{CANDIDATE.key}"', "")
    assert review_from_json(older).frame.candidate == ""
    assert review_from_json(older).boxes[0].alone == ""


def judged(number: int, gained: Verdict, candidate: str = CANDIDATE.key) -> Review:
    """A frame seen at second `number`, on which the candidate alone has a box."""
    frame = pooled(number, captured=float(number))
    boxes = (
        JudgedBox(detection(0.9, where=RIGHT), True, Verdict.RIGHT),
        JudgedBox(detection(0.8, where=LEFT), False, gained, alone="candidate"),
    )
    about = replace(_reviewed(number, boxes).frame, candidate=candidate, draw=frame.draw, model=MODEL.key)
    return replace(_reviewed(number, boxes), frame=about)


def _reviewed(number: int, boxes: tuple[JudgedBox, ...]) -> Review:
    return review(number, *boxes, done_at=float(number))


@pytest.mark.parametrize(
    ("wrong", "verdict"),
    [(3, CandidateVerdict.PROMOTE), (57, CandidateVerdict.WORSE), (30, CandidateVerdict.UNDECIDED)],
)
def test_the_verdict_is_about_frames_seen_since_the_comparison_began(wrong: int, verdict: CandidateVerdict) -> None:
    reviews = [judged(10 + i, Verdict.NOT_AN_OBJECT if i * wrong % 60 < wrong else Verdict.RIGHT) for i in range(60)]
    others = [judged(100 + i, Verdict.RIGHT, candidate="5@ef") for i in range(60)]
    before = [judged(i, Verdict.RIGHT) for i in range(5)]
    found = candidate_standing(COMPARED, [*before, *others, *reviews], 0.01)
    assert found is not None
    assert (found.verdict, found.reviews, found.reviews_needed > 0) == (verdict, 60, verdict == "undecided")
    assert found.result is not None
    assert found.result.precision is not None
    assert found.is_of(COMPARED)
    assert not found.is_of(replace(COMPARED, served_since=9.0))


def test_before_two_reviews_it_is_undecided_and_says_how_many_are_needed() -> None:
    found = candidate_standing(COMPARED, [judged(10, Verdict.RIGHT)], 0.01)
    assert found is not None
    assert (found.verdict, found.reviews, found.reviews_needed) == (CandidateVerdict.UNDECIDED, 1, 29)
    assert candidate_standing(CameraComparison(0.0), [], 0.01) is None


def test_a_candidate_that_serves_nothing_is_worse() -> None:
    blind = replace(COMPARED, served=ServedCounts(Threshold(), 20_000, 18_000, 20_000, 0))
    boxes = (JudgedBox(detection(0.9), True, Verdict.RIGHT, alone="live"),)
    reviews = [replace(judged(10 + i, Verdict.RIGHT), boxes=boxes) for i in range(60)]
    found = candidate_standing(blind, reviews, 0.01)
    assert found is not None
    assert found.verdict is CandidateVerdict.WORSE
    assert found.result is not None
    assert found.result.precision is None
