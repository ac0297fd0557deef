"""What is learned out of columns is what a look at each review gives."""

import math
import random

import numpy as np
import pytest

from driftwatch.quality.estimates.calibration import Calibration, fit
from driftwatch.quality.estimates.frames import served
from driftwatch.quality.lessons import Lessons
from driftwatch.quality.review import MissedObject, Review, Verdict
from driftwatch.quality.sampling.draw import Draw
from tests.quality.made import box, review


def some_reviews(seed: int) -> list[Review]:
    rng = random.Random(seed)
    made: list[Review] = []
    for number in rng.sample(range(1000), 120):
        boxes = [
            box(
                verdict := rng.choice(list(Verdict)),
                rng.uniform(0.3, 1.0),
                rng.choice(("car", "dog")),
                true_label=rng.choice(("car", "")) if verdict is Verdict.WRONG_CLASS else "",
                served=rng.random() < 0.8,
            )
            for _ in range(rng.randrange(4))
        ]
        missed = tuple(MissedObject(0.5, 0.5, rng.choice(("car", "dog"))) for _ in range(rng.randrange(2)))
        turn = Draw(0.1, rng.choice(("sure", "unsure")), rng.uniform(0.5, 2.0), rng.random())
        looked, skipped = rng.random() < 0.5, rng.random() < 0.1
        made.append(review(number, *boxes, missed=missed, turn=turn, looked_for_misses=looked, is_skipped=skipped))
    return made


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("label", ["", "car", "dog", "cat"])
@pytest.mark.parametrize("until", [0.0, 400.0, math.inf])
def test_a_curve_is_that_of_the_boxes_before(seed: int, label: str, until: float) -> None:
    reviews = some_reviews(seed)
    earlier = sorted(
        (one for one in reviews if one.counts and one.frame.captured < until), key=lambda r: r.frame.captured
    )
    rows = [
        (each.detection.confidence, each.verdict is Verdict.RIGHT, one.frame.draw.turn_weight)
        for one in earlier
        if one.frame.draw
        for each in served(one, label)
    ]
    expected = Calibration()
    if rows:
        confidences, right, weights = np.array(rows, np.float64).T
        expected = fit(confidences, right > 0, weights)
    assert Lessons(reviews).calibration(label, until) == expected


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("label", ["", "car", "dog", "cat"])
@pytest.mark.parametrize("until", [0.0, 400.0, math.inf])
def test_misses_are_those_of_the_frames_that_were_looked_at(seed: int, label: str, until: float) -> None:
    reviews = some_reviews(seed)
    looked = [one for one in reviews if one.counts and one.looked_for_misses and one.frame.captured < until]
    counts: dict[str, list[int]] = {}
    for one in looked:
        lost = [each.label for each in one.missed]
        lost += [each.true_label for each in one.boxes if each.verdict is Verdict.WRONG_CLASS]
        lost += [each.detection.label for each in one.boxes if each.verdict is Verdict.RIGHT and not each.is_served]
        assert one.frame.draw is not None
        counts.setdefault(one.frame.draw.stratum, []).append(len([each for each in lost if label in ("", each)]))
    mean = sum(map(sum, counts.values())) / max(len(looked), 1)
    expected = {name: (sum(each) + 10 * mean) / (len(each) + 10) for name, each in counts.items()}
    assert Lessons(reviews).misses(label, until) == pytest.approx(expected)
