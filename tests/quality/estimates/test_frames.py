from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from driftwatch.quality.estimates.calibration import Calibration
from driftwatch.quality.estimates.frames import expectation, expected_found, precision_frames, recall_frames, weigh
from driftwatch.quality.review import MissedObject, Review, Verdict
from driftwatch.quality.sampling.draw import Draw
from driftwatch.quality.totals import BINS, Totals, bin_of
from tests.quality.made import box, review


def test_a_frame_weighs_by_the_chance_that_its_turn_came() -> None:
    early = review(1, box(Verdict.RIGHT), turn=Draw(0.1, "sure", 0.5, 0.2), shown_at=2000.0)
    late = review(2, box(Verdict.RIGHT), turn=Draw(0.1, "unsure", 2.0, 0.3), shown_at=2001.0)
    weights = [one.weight for one in weigh([late, early])]
    assert weights == pytest.approx([10 / (1 - np.exp(-0.5 / 0.1 * 0.3)), 10 / (1 - np.exp(-2 / 0.1 * 0.3))])


def test_a_frame_was_not_in_reach_of_turns_before_it_was_captured() -> None:
    before = review(1, box(Verdict.RIGHT), turn=Draw(1.0, "sure", 1.0, 5.0), shown_at=10.0)
    after = review(20, box(Verdict.RIGHT), turn=Draw(1.0, "sure", 1.0, 0.1), shown_at=30.0)
    assert [one.weight for one in weigh([before, after])] == pytest.approx(
        [1 / (1 - np.exp(-5)), 1 / (1 - np.exp(-0.1))]
    )


@pytest.mark.parametrize("away", [{"is_skipped": True}, {"is_undone": True}, {"blind_repeat_of": "0"}])
def test_what_is_skipped_undone_or_repeated_does_not_count(away: dict[str, Any]) -> None:
    assert weigh([review(1, box(Verdict.RIGHT), **away)]) == ()


def test_a_skipped_turn_was_a_turn() -> None:
    skipped = review(1, turn=Draw(1.0, "sure", 1.0, 9.0), shown_at=5000.0, is_skipped=True)
    counted = review(2, box(Verdict.RIGHT), turn=Draw(1.0, "sure", 1.0, 0.1))
    assert weigh([skipped, counted])[0].weight == pytest.approx(1 / (1 - np.exp(-9)))


def test_boxes_that_nobody_could_judge_or_that_were_not_served_are_left_out() -> None:
    boxes = (box(Verdict.RIGHT), box(Verdict.CANNOT_TELL), box(Verdict.RIGHT, 0.45, served=False))
    rows = precision_frames(weigh([review(1, *boxes)]), "car", expectation(None, Totals(), "car", 0.5))
    assert (rows.right.tolist(), rows.boxes.tolist()) == ([1.0], [1.0])


@pytest.mark.parametrize(
    ("make", "label", "found", "objects"),
    [
        (lambda: review(1, box(Verdict.RIGHT), missed=(MissedObject(0.5, 0.5, "car"),)), "car", 1, 2),
        (lambda: review(1, box(Verdict.WRONG_CLASS, true_label="dog")), "dog", 0, 1),
        (lambda: review(1, box(Verdict.WRONG_CLASS, true_label="dog")), "car", 0, 0),
        (lambda: review(1, box(Verdict.RIGHT, 0.45, served=False)), "car", 0, 1),
        (lambda: review(1, box(Verdict.NOT_AN_OBJECT)), "", 0, 0),
    ],
)
def test_what_is_found_and_what_is_missed(make: Callable[[], Review], label: str, found: int, objects: int) -> None:
    rows = recall_frames(weigh([make()]), label)
    assert (rows.right.tolist(), rows.boxes.tolist()) == ([found], [objects])


def test_recall_is_of_frames_that_were_looked_at_for_misses() -> None:
    assert len(recall_frames(weigh([review(1, box(Verdict.RIGHT), looked_for_misses=False)]), "").weights) == 0


def test_expectations_of_all_boxes_of_a_stream_add_up_to_nothing() -> None:
    counts = np.arange(BINS, dtype=np.int64)
    found = expectation(Calibration(0.3, 1.2), Totals({"car": counts}), "car", 0.6)
    assert found.known.tolist() == [index >= 39 for index in range(BINS)]
    total = sum(float(n) * (found.chances[i] - found.mean) for i, n in enumerate(counts) if found.known[i])
    assert total == pytest.approx(0, abs=1e-9)
    assert found.by_bin()[bin_of(0.605)] == 0.0  # its bin reaches below the threshold


def test_expected_misses_of_all_frames_add_up_to_nothing() -> None:
    frames = {"sure": 800.0, "vanished": 50.0, "never reviewed": 10.0}
    expected = expected_found({"sure": 0.1, "vanished": 0.9}, frames)
    assert sum(expected.get(name, 0.0) * count for name, count in frames.items()) == pytest.approx(0, abs=1e-9)
    assert expected["vanished"] < 0 < expected["sure"]
