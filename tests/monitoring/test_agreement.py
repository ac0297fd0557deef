import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.monitoring.agreement import Agreement, MatchSettings, ModelCounts, compare
from driftwatch.monitoring.record import from_record, to_record
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from tests.monitoring.strategies import agreements

SIZE = Size(64, 48)
TERMS = MatchSettings(floor=0.3, low_confidence=0.6, confidence=0.5, iou=0.5)


def detected(*found: tuple[str, float, float]) -> Answer:
    """Label, confidence, left edge; boxes whose edges differ by 0.2 do not overlap."""
    return Answer(SIZE, tuple(Detection(Box(x, 0.2, x + 0.2, 0.4), label, c) for label, c, x in found))


def classified(*scores: float) -> Answer:
    return Answer(SIZE, None, tuple(Classification(f"c{i}", score) for i, score in enumerate(scores)))


boxes = st.tuples(st.sampled_from("ab"), st.integers(0, 100).map(lambda n: n / 100), st.sampled_from([0.0, 0.2, 0.25]))
answers = st.lists(boxes, max_size=5).map(lambda found: detected(*found))
videos = st.lists(st.tuples(answers, answers), max_size=8)


@given(agreements, agreements, agreements)
def test_agreements_merge_exactly_in_any_order(a: Agreement, b: Agreement, c: Agreement) -> None:
    assert (a + b) + c == a + (b + c) == (c + a) + b
    assert a + Agreement() == a == Agreement() + a


@given(agreements)
def test_they_can_be_written_down_and_read_again(a: Agreement) -> None:
    assert from_record(Agreement, to_record(a)) == a


@given(videos)
def test_the_sum_over_frames_is_what_the_whole_video_holds(video: list[tuple[Answer, Answer]]) -> None:
    total = sum((compare(live, candidate, TERMS) for live, candidate in video), Agreement())
    assert total.frames == len(video)
    for of_model, sides in ((total.live, [a for a, _ in video]), (total.candidate, [b for _, b in video])):
        confidences = np.array([d.confidence for side in sides for d in side.detections or () if d.confidence >= 0.3])
        assert (of_model.detections, of_model.low_confidence) == (len(confidences), int((confidences < 0.6).sum()))
        assert sum(of_model.labels.values()) == of_model.detections
        assert of_model.confidence_sum / CONFIDENCE_UNITS == pytest.approx(confidences.sum(), abs=1e-3)
    sure = [sum(d.confidence >= 0.5 for d in side.detections or ()) for pair in video for side in pair]
    assert 2 * total.pairs + total.only_live + total.only_candidate == sum(sure)
    assert total.rate is None if not any(sure) else 0 <= total.rate <= 1  # type: ignore[operator]
    assert total.agreeing <= total.frames


@given(videos)
def test_who_is_the_candidate_only_swaps_the_sides(video: list[tuple[Answer, Answer]]) -> None:
    for live, candidate in video:
        one, other = compare(live, candidate, TERMS), compare(candidate, live, TERMS)
        assert (one.pairs, one.rate, one.agreeing) == (other.pairs, other.rate, other.agreeing)
        assert (one.only_live, one.live) == (other.only_candidate, other.candidate)


@given(answers)
def test_a_model_agrees_with_itself(answer: Answer) -> None:
    same = compare(answer, answer, TERMS)
    assert (same.only_live, same.only_candidate, same.agreeing) == (0, 0, 1)


def test_a_box_needs_a_partner_of_its_label_on_its_place() -> None:
    live = detected(("cat", 0.9, 0.0), ("dog", 0.8, 0.4), ("cow", 0.7, 0.8))
    candidate = detected(("cat", 0.6, 0.0), ("cat", 0.8, 0.4))
    seen = compare(live, candidate, TERMS)
    assert (seen.pairs, seen.only_live, seen.only_candidate, seen.agreeing) == (1, 2, 1, 0)
    assert seen.rate == pytest.approx(2 / 5)
    assert seen.live.labels == {"cat": 1, "dog": 1, "cow": 1}
    assert seen.candidate.labels == {"cat": 2}


def test_what_is_unsure_is_counted_but_needs_no_partner() -> None:
    seen = compare(detected(("cat", 0.49, 0.0), ("cat", 0.29, 0.4)), detected(), TERMS)
    assert (seen.live.detections, seen.live.low_confidence) == (1, 1)
    assert (seen.pairs, seen.only_live, seen.agreeing, seen.rate) == (0, 0, 1, None)


def test_classifiers_agree_by_their_best_class() -> None:
    same = compare(classified(0.2, 0.7), classified(0.4, 0.5), TERMS)
    assert (same.pairs, same.agreeing, same.rate) == (1, 1, 1.0)
    assert (same.live, same.candidate.low_confidence) == (
        ModelCounts(1, 0, round(0.7 * CONFIDENCE_UNITS), {"c1": 1}),
        1,
    )
    other = compare(classified(0.2, 0.7), classified(0.5, 0.4), TERMS)
    assert (other.pairs, other.only_live, other.only_candidate, other.agreeing, other.rate) == (0, 1, 1, 0, 0.0)


def test_models_that_play_both_roles_are_compared_in_the_one_that_both_play() -> None:
    live = Answer(SIZE, detected(("cat", 0.9, 0.0)).detections, classified(0.9).classifications)
    assert compare(live, classified(0.8), TERMS).pairs == 1


def test_means_and_rates_are_unknown_without_a_detection() -> None:
    assert (ModelCounts().mean, ModelCounts().low_confidence_rate) == (None, None)
    assert ModelCounts(4, 1, 3 * CONFIDENCE_UNITS).mean == 0.75
    assert ModelCounts(4, 1, 3 * CONFIDENCE_UNITS).low_confidence_rate == 0.25
