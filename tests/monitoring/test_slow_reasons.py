import math

from driftwatch.monitoring.slow_reasons import slow_reason
from driftwatch.monitoring.usual.slow_shift import SlowShift

SAME, INSIDE = (0.0, 0.02, -0.03), (False, False, False)
DIRTY = (0.0, math.log(0.95), math.log(0.7))


def test_a_picture_as_it_was_leaves_the_model() -> None:
    reason = slow_reason(SlowShift("car", score=2.0, is_clear=True, picture=SAME, left=INSIDE))
    assert (reason.why, reason.step) == ("model", "review 50 frames with car, then accept or retrain")
    assert reason.words == "the picture is as it was then, so it is the model or what it is shown"


def test_what_left_the_month_in_the_picture_is_said_by_how_much() -> None:
    picture = (math.log(0.88), 0.01, math.log(0.7))
    reason = slow_reason(SlowShift(picture=picture, left=(True, False, True), is_explained=True))
    assert reason.why == "scene"
    assert reason.words == "the picture is 12% darker and 30% less sharp than on any day of that month"
    assert reason.step.startswith("clean the lens")
    three = slow_reason(SlowShift(picture=(math.log(1.5), math.log(1.25), math.log(2.0)), left=(True, True, True)))
    assert "50% brighter, 25% higher in contrast and 100% sharper" in three.words


def test_a_picture_that_was_so_on_single_days_is_said_as_well() -> None:
    clear = slow_reason(SlowShift(picture=DIRTY, left=INSIDE, is_clear=True))
    assert clear.words.startswith("the picture is 30% less sharp than in that month on average, but")
    assert (clear.why, clear.step[:14]) == ("model", "clean the lens")
    explained = slow_reason(SlowShift(picture=DIRTY, left=INSIDE, is_explained=True))
    assert explained.words == "the picture, 30% less sharp than in that month on average, explains it as it did then"
    assert explained.why == "scene"


def test_light_that_the_month_knew_and_light_that_it_did_not_are_told_apart() -> None:
    known = slow_reason(SlowShift(picture=SAME, left=INSIDE, is_explained=True))
    unknown = slow_reason(SlowShift(picture=SAME, left=INSIDE))
    assert (known.why, unknown.why) == ("scene", "scene")
    assert known.words == "the light explains it as it did then"
    assert "did not have" in unknown.words


def test_without_pictures_nothing_is_known_of_the_lens() -> None:
    reason = slow_reason(SlowShift())
    assert reason.why == "unknown"
    assert "no images are measured" in reason.words
