from pathlib import Path

import numpy as np
import pytest

from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.inference.filters import Filter, FilterSettings
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.quality.evaluation.difference import difference
from driftwatch.quality.evaluation.evaluation import evaluate
from driftwatch.quality.evaluation.labelled import Found, Judged, LabelledImage, PixelBox, TrueBox, found_in
from driftwatch.quality.evaluation.reference_file import (
    read_evaluation_reference,
    reference_of,
    write_evaluation_reference,
)

CAR, DOG = PixelBox(10, 10, 20, 20), PixelBox(50, 50, 20, 20)


def image(truths: list[TrueBox], found: list[Found]) -> Judged:
    return Judged(LabelledImage(Path("a.jpg"), Size(100, 100), tuple(truths)), tuple(found))


def judged() -> list[Judged]:
    """A car found; a dog called a cat; a ghost; a crowd; and a car that is found below the threshold."""
    return [
        image([TrueBox(CAR, "car"), TrueBox(DOG, "dog")], [Found(CAR, "car", 0.9), Found(DOG, "cat", 0.8)]),
        image([TrueBox(DOG, "car", is_crowd=True)], [Found(CAR, "dog", 0.7), Found(DOG, "car", 0.9)]),
        image([TrueBox(CAR, "car")], [Found(CAR, "car", 0.4)]),
    ]


def test_served_scores_count_what_callers_get() -> None:
    result = evaluate(judged(), Filter(FilterSettings(default_minimum_confidence=0.5)))
    scores = {one.label: one.served for one in result.labels}
    assert (scores["car"].right, scores["car"].wrong, scores["car"].missed) == (1, 0, 1)
    assert (scores[""].right, scores[""].wrong, scores[""].missed) == (1, 2, 2)
    assert (scores["car"].precision, scores["car"].recall, scores["car"].f1) == (1.0, 0.5, pytest.approx(2 / 3))
    assert (scores["cat"].recall, scores["dog"].precision) == (None, 0.0)
    assert result.worst(5) == [0, 1, 2]


def test_confusion_says_what_a_dog_was_called() -> None:
    result = evaluate(judged(), Filter(FilterSettings(default_minimum_confidence=0.5)))
    assert result.confusion == {("car", "car"): 1, ("dog", "cat"): 1, ("", "dog"): 1, ("car", ""): 1}


def test_boxes_of_an_answer_are_in_pixels() -> None:
    answer = Answer(Size(200, 100), (Detection(Box(0.1, 0.2, 0.5, 0.6), "car", 0.9),))
    (found,) = found_in(answer, Size(200, 100))
    box = found.box
    assert (box.x, box.y, box.width, box.height) == pytest.approx((20, 20, 80, 40))


def test_a_difference_is_paired_by_image() -> None:
    rng = np.random.default_rng(0)
    first = np.stack([rng.integers(0, 4, 200), rng.integers(0, 4, 200), np.zeros(200, np.int64)], axis=1)
    second = first.copy()
    second[::20, 1] += 1  # a wrong box more in each twentieth image
    found = difference(first, second, "precision", rng)
    assert found is not None
    assert found.is_proven
    assert found.low <= found.value <= found.high < 0
    unpaired = difference(first, second[rng.permutation(200)], "precision", rng)
    assert unpaired is not None
    assert unpaired.high - unpaired.low > 3 * (found.high - found.low)
    same = difference(first, first, "f1", rng)
    assert same is not None
    assert not same.is_proven
    assert difference(first, first, "recall", rng) is not None
    assert difference(0 * first, first, "precision", rng) is None


def test_a_reference_comes_back_as_it_was_written(tmp_path: Path) -> None:
    statistics = StatisticsSettings(floor=0.3, low_confidence=0.6)
    reference = reference_of(evaluate(judged(), Filter(FilterSettings())), "1@abc", FilterSettings(0.2), statistics)
    path = tmp_path / "reference.json"
    write_evaluation_reference(path, reference)
    assert read_evaluation_reference(path) == reference
    car = next(one for one in reference.labels if one.label == "car")
    assert (car.detections, car.low_confidence, sum(car.histogram), car.objects) == (3, 1, 3, 2)
    assert car.precision is not None
    assert car.precision.low < car.precision.value == 1.0
    assert (reference.served, dict(reference.served_labels)) == (0.3, {})  # not below the floor
    overall = reference.of("")
    assert overall is not None
    assert overall.detections == sum(one.detections for one in reference.labels if one.label)
    strict = reference_of(evaluate(judged(), Filter(FilterSettings())), "1@abc", FilterSettings(0.99), statistics)
    assert strict.labels[0].precision is None
