import numpy as np
import pytest

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.figure import Period
from driftwatch.quality.figures import Source, drops_of, figures_of
from driftwatch.quality.knowledge import Knowledge, know
from driftwatch.quality.review import Review, Verdict
from driftwatch.quality.settings import FigureSettings, Target
from driftwatch.quality.slips import slip_rate
from driftwatch.quality.totals import Totals
from tests.quality.made import box, review, right_and_wrong

CLOSED, OPEN = Period(0, 1e6, True), Period(0, 1e6, False)


def source(reviews: list[Review], period: Period = CLOSED) -> Source:
    return Source(reviews, Totals(), period)


def test_figures_of_all_and_of_each_label() -> None:
    reviews = right_and_wrong(90, 10) + right_and_wrong(20, 20, "dog", 100) + [review(150, box(Verdict.CANNOT_TELL))]
    both, car, dog = figures_of(source(reviews), Knowledge(), FigureSettings())
    assert [one.label for one in (both, car, dog)] == ["", "car", "dog"]
    assert car.precision is not None
    assert car.precision.value == pytest.approx(0.9, abs=0.03)
    assert car.precision.low < 0.9 < car.precision.high
    assert (car.reviews, car.boxes, car.cannot_tell, dog.cannot_tell, both.reviews) == (100, 100, 1, 0, 140)
    assert both.looked == 141
    assert both.change is None


def test_reviews_that_would_settle_it() -> None:
    (_, car) = figures_of(source(right_and_wrong(90, 10)), Knowledge(), FigureSettings(margin=0.03))
    assert car.precision is not None
    assert car.reviews_needed is not None
    settled = right_and_wrong(round(0.9 * (100 + car.reviews_needed)), round(0.1 * (100 + car.reviews_needed)))
    (_, again) = figures_of(source(settled), Knowledge(), FigureSettings(margin=0.032))
    assert again.reviews_needed == 0


def test_the_change_is_against_what_reviews_taught_else_against_the_validation() -> None:
    taught, validated = {"car": Estimate(0.95, 0.93, 0.97, 900)}, {"car": Estimate(0.85, 0.8, 0.9, 100)}
    week = source(right_and_wrong(90, 10))
    both, alone, none = (
        figures_of(week, knowledge, FigureSettings())[1]
        for knowledge in (
            Knowledge(reference=taught, validation=validated),
            Knowledge(validation=validated),
            Knowledge(),
        )
    )
    assert both.precision is not None
    value = both.precision.value
    assert (both.change, both.change_from) == (pytest.approx(value - 0.95), "reviews")
    assert (alone.change, alone.change_from) == (pytest.approx(value - 0.85), "validation")
    assert both.validation == alone.validation == validated["car"]
    assert (none.change, none.change_from, none.validation) == (None, "", None)
    unseen = figures_of(source([]), Knowledge(reference=taught), FigureSettings(labels=("car",)))[1]
    assert (unseen.precision, unseen.change, unseen.change_from) == (None, None, "")


def test_a_running_week_has_the_wider_interval() -> None:
    reviews = right_and_wrong(90, 10)
    closed, running = (
        figures_of(source(reviews, p), Knowledge(), FigureSettings())[0].precision for p in (CLOSED, OPEN)
    )
    assert closed is not None
    assert running is not None
    assert running.half_width > closed.half_width


def test_a_label_below_its_target_with_its_whole_interval() -> None:
    settings = FigureSettings(targets={"car": Target(precision=0.97), "dog": Target(precision=0.55, recall=0.2)})
    reviews = right_and_wrong(90, 10) + right_and_wrong(20, 20, "dog", 100)
    _, car, dog = figures_of(source(reviews), Knowledge(), settings)
    assert (car.below_target, dog.below_target) == (("precision",), ())


def test_a_drop_says_its_label_since_when_and_how_much() -> None:
    reference = {"": Estimate(0.92, 0.9, 0.94, 900), "car": Estimate(0.92, 0.9, 0.94, 900)}
    good = right_and_wrong(184, 16) + right_and_wrong(180, 20, "dog", 200)
    bad = right_and_wrong(60, 40, start=400)
    knowledge = Knowledge(reference=reference)
    assert drops_of([source(good)], knowledge, FigureSettings()) == {}
    drop = drops_of([source(good), source(bad)], knowledge, FigureSettings())["car"]
    assert 199 <= drop.since <= 401  # the last frame before it is wrong too; the frames from 400 on are bad
    assert drop.before == 0.92
    assert drop.after.high < 0.8
    assert drop.reviews <= 100


def test_what_came_before_the_reference_was_learned_is_no_evidence() -> None:
    bad = right_and_wrong(60, 40)
    knowledge = Knowledge(reference={"car": Estimate(0.92, 0.9, 0.94, 900)}, until=1000.0)
    assert drops_of([source(bad)], knowledge, FigureSettings()) == {}


def test_knowledge_is_of_earlier_reviews_only() -> None:
    reviews = right_and_wrong(90, 10) + right_and_wrong(0, 50, start=500)
    counts = np.zeros(64, np.int64)
    counts[51] = 5000
    found = know(reviews, Totals({"car": counts}), until=400.0)
    assert found.reference["car"].value == pytest.approx(0.9, abs=0.03)
    assert found.calibrations["car"].boxes == 100


def test_slips_are_half_of_the_boxes_on_which_two_reviews_differ() -> None:
    first = [review(number, box(Verdict.RIGHT), reviewer="ann") for number in range(50)]
    again = [
        review(100 + n, box(Verdict.RIGHT if n >= 4 else Verdict.NOT_AN_OBJECT), reviewer="bob", blind_repeat_of=str(n))
        for n in range(50)
    ]
    found = slip_rate([*first, *again])
    assert found.repeats == 50
    assert found.share is not None
    assert found.share.value == pytest.approx(0.04)
    assert slip_rate(first).share is None
    assert slip_rate([*first, *again], "carl").repeats == 0
