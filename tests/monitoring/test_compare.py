import numpy as np
import pytest

from driftwatch.inference.answer import Detection
from driftwatch.monitoring.compare import Comparison, ComparisonVerdict, Difference, compare
from driftwatch.monitoring.measured import Measured
from driftwatch.monitoring.partners import find_partners
from driftwatch.observation import ImageStatistics
from tests.monitoring.recordings import Street, detection, recorded

BUSY = Street(arrivals=0.3)
NIGHT = ImageStatistics(80.0, 50.0, 100.0, bytes(256))
DAY = ImageStatistics(120.0, 50.0, 100.0, bytes(256))


def figure(comparison: Comparison, name: str) -> Difference:
    return next(one for one in comparison.differences if one.contrast.figure.name == name)


def static(confidence: float, seed: int, flicker: float = 0.01, frames: int = 500) -> Measured:
    """One object that never moves."""
    rng = np.random.default_rng(seed)
    return recorded([[detection(0.5, float(confidence + flicker * rng.standard_normal()))] for _ in range(frames)])


def test_a_worse_model_is_worse_and_its_figure_says_by_how_much() -> None:
    compared = compare(BUSY.film(0, 3200), Street(arrivals=0.3, mean=0.7).film(1, 3200))
    confidence = figure(compared, "confidence")
    assert compared.verdict is confidence.verdict is ComparisonVerdict.WORSE
    assert confidence.contrast.interval[0] < -0.1 < confidence.contrast.interval[1]


def test_half_of_all_objects_missed_is_worse() -> None:
    compared = compare(BUSY.film(0, 3200), Street(arrivals=0.3, missed=0.5).film(1, 3200))
    assert figure(compared, "detection_rate").verdict is ComparisonVerdict.WORSE


def test_with_a_thousand_objects_an_unchanged_model_is_not_worse() -> None:
    verdicts = [compare(BUSY.film(seed, 6400), BUSY.film(100 + seed, 6400)).verdict for seed in range(4)]
    assert ComparisonVerdict.WORSE not in verdicts
    assert verdicts.count(ComparisonVerdict.NOT_WORSE) >= 2


def test_one_static_object_however_long_says_nothing_of_a_small_change() -> None:
    compared = compare(static(0.80, 0), static(0.79, 1))
    assert compared.evidence == (1, 1)
    assert compared.verdict is ComparisonVerdict.UNCLEAR
    assert compare(static(0.80, 0), static(0.80, 1)).verdict is ComparisonVerdict.UNCLEAR


def test_one_object_is_enough_where_the_change_is_gross_against_its_own_stretches() -> None:
    assert compare(static(0.80, 0), static(0.50, 1)).verdict is ComparisonVerdict.WORSE


def test_one_object_that_varies_much_by_itself_hides_the_same_change() -> None:
    def moody(level: float, seed: int) -> Measured:
        rng = np.random.default_rng(seed)
        mood = np.repeat(rng.normal(0, 0.15, 20), 25)
        return recorded([[detection(0.5, float(np.clip(level + m, 0.31, 1)))] for m in mood])

    assert compare(moody(0.75, 0), moody(0.6, 1)).verdict is not ComparisonVerdict.WORSE


def test_everything_that_was_seen_and_is_not_any_more_is_worse() -> None:
    assert compare(BUSY.film(0), recorded([[]] * 1280)).verdict is ComparisonVerdict.WORSE
    assert compare(static(0.8, 0), recorded([[]] * 500)).verdict is ComparisonVerdict.WORSE


def test_recordings_without_any_detection_are_not_told_apart() -> None:
    assert compare(recorded([[]] * 100), recorded([[]] * 100)).verdict is ComparisonVerdict.UNCLEAR


def test_more_detections_alone_are_neither_worse_nor_not_worse() -> None:
    compared = compare(BUSY.film(0, 3200), Street(arrivals=0.9).film(1, 3200))
    assert figure(compared, "detection_rate").verdict is ComparisonVerdict.UNCLEAR
    assert compared.verdict is ComparisonVerdict.UNCLEAR


def test_a_label_that_is_gone_is_worse_and_two_labels_of_one_object_each_are_not_enough() -> None:
    def crossing(labels: tuple[str, str], count: int) -> Measured:
        at = [0.1 + 0.8 * i / 10 for i in range(10)]
        walks = [[detection(x, 0.8, labels[walk % 2])] for walk in range(count) for x in at]
        gap: list[list[Detection]] = [[] for _ in range(60)]
        return recorded([frame for walk in range(count) for frame in (*walks[walk * 10 : walk * 10 + 10], *gap)])

    compared = compare(crossing(("car", "person"), 60), crossing(("car", "car"), 60))
    mix = figure(compared, "label_mix")
    assert (mix.verdict, mix.contrast.label) == (ComparisonVerdict.WORSE, "person")
    few = compare(crossing(("car", "person"), 4), crossing(("person", "car"), 4))
    assert figure(few, "label_mix").verdict is not ComparisonVerdict.WORSE


def test_a_darker_picture_is_a_changed_one_and_not_worse_by_itself() -> None:
    frames = [[detection(0.1 * k, 0.8 + 0.001 * (i % 3)) for k in range(1, 9)] for i in range(200)]
    compared = compare(recorded(frames, image=lambda _: DAY), recorded(frames, image=lambda _: NIGHT))
    assert figure(compared, "brightness").verdict is ComparisonVerdict.CHANGED
    assert figure(compared, "contrast").verdict is ComparisonVerdict.UNCHANGED
    assert compared.verdict is not ComparisonVerdict.WORSE


def test_frames_that_show_nothing_are_worse() -> None:
    black = ImageStatistics(24.0, 1.0, 0.0, bytes(256))
    compared = compare(recorded([[]] * 100, image=lambda _: DAY), recorded([[]] * 100, image=lambda _: black))
    assert figure(compared, "blank_frames").verdict is compared.verdict is ComparisonVerdict.WORSE


class TestSameMoments:
    """Frame by frame, one object is enough: it is the same one."""

    @staticmethod
    def compared(drop: float, lost: int, is_placed: bool = True) -> Comparison:
        rng = np.random.default_rng(0)
        confidences = rng.uniform(0.7, 0.9, 300)
        before = [[detection(0.5, float(one))] for one in confidences]
        after = [[detection(0.5, float(one - drop))] for one in confidences]
        for index in rng.choice(300, lost, replace=False):
            after[index] = []
        one, other = recorded(before), recorded(after)
        partners = find_partners(one.detections, other.detections, one, is_placed)
        return compare(one, other, partners)

    def test_unchanged_answers_are_not_worse(self) -> None:
        assert self.compared(0.0, 0).verdict is ComparisonVerdict.NOT_WORSE
        assert self.compared(0.02, 3).verdict is ComparisonVerdict.NOT_WORSE

    def test_a_drop_of_six_points_is_worse(self) -> None:
        assert figure(self.compared(0.06, 0), "confidence").verdict is ComparisonVerdict.WORSE

    def test_a_tenth_of_all_detections_lost_is_worse(self) -> None:
        assert figure(self.compared(0.0, 30), "found_again").verdict is ComparisonVerdict.WORSE

    def test_a_change_at_the_limit_is_not_told(self) -> None:
        assert self.compared(0.0, 13).verdict is ComparisonVerdict.UNCLEAR

    def test_boxes_elsewhere_prove_nothing_where_the_picture_may_have_moved(self) -> None:
        before = [[detection(0.5, 0.8)]] * 300
        after = [[detection(0.8, 0.8)]] * 300
        one, other = recorded(before), recorded(after)
        for is_placed, verdict in ((True, ComparisonVerdict.WORSE), (False, ComparisonVerdict.UNCLEAR)):
            partners = find_partners(one.detections, other.detections, one, is_placed)
            assert compare(one, other, partners).verdict is verdict


@pytest.mark.parametrize("street", [Street(), pytest.param(Street(arrivals=0.01, stay=60), marks=pytest.mark.slow)])
def test_intervals_hold_the_truth_and_unchanged_footage_is_hardly_ever_worse(street: Street) -> None:
    """Of 5 figures at 99% each: in 60 films a miss is expected less than once a figure, and false alarms are rarer."""
    misses = dict.fromkeys(("confidence", "low_confidence_rate", "detection_rate", "empty_frames"), 0)
    worse = 0
    for seed in range(60):
        compared = compare(street.film(seed), street.film(10_000 + seed))
        worse += compared.verdict is ComparisonVerdict.WORSE
        for name in misses:
            low, high = figure(compared, name).contrast.interval
            misses[name] += not low <= 0 <= high
    assert worse <= 3
    assert max(misses.values()) <= 3, misses


def test_too_little_footage_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 8 stretches with frames, got 7 and 16"):
        compare(recorded([[]] * 7), recorded([[]] * 16))
