"""What a person is shown of a pooled frame."""

from driftwatch.inference.answer import Answer, Box, Classification, Size
from driftwatch.watch.reviews.pooled import said


def test_of_a_classifier_the_most_probable_class_is_a_box_around_the_image() -> None:
    classes = (Classification("scratch", 0.2), Classification("ok", 0.7), Classification("dent", 0.1))
    (shown,) = said(Answer(Size(160, 120), classifications=classes))
    assert (shown.label, shown.confidence, shown.box) == ("ok", 0.7, Box(0.0, 0.0, 1.0, 1.0))


def test_a_classifier_that_says_nothing_shows_nothing() -> None:
    assert said(Answer(Size(160, 120), classifications=())) == ()
