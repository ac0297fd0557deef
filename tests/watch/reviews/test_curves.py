from dataclasses import replace

from driftwatch.watch.reviews.curves import Curves
from tests.quality.made import right_and_wrong


def test_a_review_of_a_later_frame_changes_nothing() -> None:
    curves, reviews = Curves(), right_and_wrong(80, 20)
    before = curves.before(reviews, 60.0)
    assert curves.before([*reviews, *right_and_wrong(0, 50, start=100)], 60.0) is before
    assert before.calibrations["car"].boxes == 60


def test_a_changed_or_an_added_earlier_review_is_learned_from() -> None:
    curves, reviews = Curves(), right_and_wrong(80, 20)
    before = curves.before(reviews, 60.0)
    undone = [replace(one, is_undone=True) if number < 10 else one for number, one in enumerate(reviews)]
    assert curves.before(undone, 60.0).calibrations[""].boxes == 50
    more = [*reviews, *right_and_wrong(0, 5, start=30)]
    assert curves.before(more, 60.0).calibrations[""].boxes == 65
    assert curves.before(reviews, 60.0) == before


def test_each_stretch_has_its_own() -> None:
    curves, reviews = Curves(), right_and_wrong(80, 20)
    assert [curves.before(reviews, until).calibrations[""].boxes for until in (30.0, 60.0, 30.0)] == [30, 60, 30]
    assert curves.before([], 60.0).calibrations == {}
