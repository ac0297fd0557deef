import math

from driftwatch.monitoring.slow_reasons import slow_reason
from driftwatch.monitoring.usual.slow_shift import SlowShift

SAME = (0.0, 0.0, 0.0)


def test_a_picture_as_it_was_leaves_the_model() -> None:
    reason = slow_reason(SlowShift("car", score=2.0, is_clear=True, picture=SAME))
    assert reason.why == "model"
    assert reason.step == "review 50 frames with car, then accept or retrain"


def test_what_changed_in_the_picture_is_said_by_how_much() -> None:
    reason = slow_reason(SlowShift(picture=(math.log(0.88), 0.0, math.log(0.7)), is_explained=True))
    assert reason.why == "scene"
    assert reason.words == "the picture is 12% darker and 30% less sharp than on any day of that month"
    assert reason.step.startswith("clean the lens")
    three = slow_reason(SlowShift(picture=(math.log(1.5), math.log(1.25), math.log(2.0))))
    assert "50% brighter, 25% of more contrast and 100% sharper" in three.words


def test_light_that_the_month_knew_and_light_that_it_did_not_are_told_apart() -> None:
    known = slow_reason(SlowShift(picture=SAME, is_explained=True))
    unknown = slow_reason(SlowShift(picture=SAME))
    assert (known.why, unknown.why) == ("scene", "scene")
    assert "as it did in that month" in known.words
    assert "did not have" in unknown.words


def test_without_pictures_nothing_is_known_of_the_lens() -> None:
    reason = slow_reason(SlowShift())
    assert reason.why == "unknown"
    assert "no images are measured" in reason.words
