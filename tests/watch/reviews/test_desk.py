"""Who is shown which frame, and what becomes of their answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from driftwatch.errors import ConfigError
from driftwatch.quality.review import Verdict
from driftwatch.watch.reviews.offer import Answered
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.submission import BoxAnswer, Miss
from tests.watch.reviews.office import RIGHT, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    made.fill(12)
    yield made
    made.store.close(made.moment)


def test_the_frame_whose_turn_is_first_is_shown_first(office: Office) -> None:
    assert [one.entry.number for one in office.next("Anna", 3)] == [0, 1, 2]
    assert office.next("Ben")[0].why == "the model is sure of all boxes here"


def test_two_reviewers_never_get_the_same_frame_not_even_after_a_kill(office: Office) -> None:
    anna = [one.review for one in office.next("Anna", 4)]
    office.again()
    nobody = [one.review for one in office.next("", 3)]
    someone = [one.review for one in office.next("", 3)]
    assert len({*anna, *nobody, *someone}) == 10


def test_a_reviewer_gets_what_was_not_answered_again_and_others_once_its_time_is_over(office: Office) -> None:
    first = [one.review for one in office.next("Anna", 2)]
    assert [one.review for one in office.next("Anna", 3)][:2] == first
    office.now += 15 * 60 + 1
    assert [one.review for one in office.next("Ben", 2)] == first
    with pytest.raises(ConfigError, match="with Ben; ask review_next"):
        office.desk.submit(Answered(first[0], "Anna", (RIGHT,)), office.moment)


def test_a_review_is_kept_through_a_kill_and_its_frame_is_not_shown_again(office: Office) -> None:
    (offer,) = office.next("Anna")
    office.now += 7
    office.submit(offer, "Anna", boxes=(BoxAnswer("wrong_class", "dog"),))
    office.again()
    office.desk.book.load()
    (review,) = office.desk.book.reviews
    assert (review.id, review.reviewer, review.frame.camera) == (offer.review, "Anna", "cam")
    assert review.done_at - review.shown_at == pytest.approx(7)
    assert review.frame.draw == offer.pooled.draw
    assert [(one.verdict, one.true_label, one.is_served) for one in review.boxes] == [
        (Verdict.WRONG_CLASS, "dog", True)
    ]
    assert offer.review not in {one.review for one in office.next("Anna", 6)}
    assert offer.review not in {one.review for one in office.next("Ben", 6)}
    assert office.changes == 1


def test_it_can_be_submitted_after_a_kill(office: Office) -> None:
    (offer,) = office.next("Anna")
    office.again()
    office.submit(offer, "Anna")
    assert office.desk.book.find(offer.review) is not None


def test_what_was_shown_to_nobody_cannot_be_reviewed(office: Office) -> None:
    frame = office.desk.pool.entries()[5].id
    with pytest.raises(ConfigError, match="was shown to nobody"):
        office.desk.submit(Answered(frame, "Anna", (RIGHT,)), office.moment)


def test_the_same_reviewer_may_change_it_and_nobody_else(office: Office) -> None:
    (offer,) = office.next("Anna")
    office.submit(offer, "Anna")
    office.now += 60
    office.submit(offer, "Anna", boxes=(BoxAnswer("not_an_object"),))
    (review,) = office.desk.book.reviews
    assert review.boxes[0].verdict is Verdict.NOT_AN_OBJECT
    with pytest.raises(ConfigError, match="was reviewed by Anna; only they may change it"):
        office.submit(offer, "Ben")


def test_a_review_can_be_changed_when_its_image_is_gone(office: Office) -> None:
    (offer,) = office.next("Anna")
    office.submit(offer, "Anna")
    for file in (office.folder / "pool").glob("*"):
        file.unlink()
    office.again()
    office.submit(offer, "Anna", boxes=(BoxAnswer("not_an_object"),))
    (review,) = office.desk.book.reviews
    assert review.boxes[0].verdict is Verdict.NOT_AN_OBJECT


def test_undo_takes_the_last_one_back_and_its_frame_comes_again(office: Office) -> None:
    for offer in office.next("Anna", 2):
        office.submit(offer, "Anna")
        office.now += 1
    undone = office.desk.undo("", "Anna", office.moment)
    (offer,) = office.next("Ben")
    assert offer.review == undone.id
    office.again()
    office.desk.book.load()
    assert len(list(office.desk.book.standing())) == 1
    with pytest.raises(ConfigError, match='"Carl" has reviewed nothing'):
        office.desk.undo("", "Carl", office.moment)
    with pytest.raises(ConfigError, match="Anna, who alone may undo it"):
        office.desk.undo(next(iter(office.desk.book.standing())).id, "Ben", office.moment)


def test_a_skipped_frame_is_written_and_shown_to_nobody_again(office: Office) -> None:
    (offer,) = office.next("Anna")
    office.desk.submit(Answered(offer.review, "Anna", is_skipped=True), office.moment)
    assert offer.review not in {one.review for one in office.next("Ben", 12)}
    office.again()
    assert offer.review not in {one.review for one in office.next("Ben", 12)}
    assert office.desk.book.reviews[0].is_skipped
    office.desk.undo(offer.review, "Anna", office.moment)
    assert office.next("Carl")[0].review == offer.review


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"boxes": ()}, "boxes: this frame has 1, one answer for each in their order, got 0"),
        ({"boxes": (BoxAnswer("right", "dog"),)}, r"boxes\[0\].label: goes with the verdict wrong_class only"),
        ({"boxes": (BoxAnswer("wrong_class", "part"),)}, r'boxes\[0\].label: "part" is what the model says'),
        ({"missed": (Miss(0.5, 0.5, " cup"),)}, r"missed\[0\].label: must have no space at its ends"),
        ({"boxes": (BoxAnswer("wrong_class", "a\x1bb"),)}, r"boxes\[0\].label: must have .* no line breaks"),
        ({"missed": (Miss(0.5, 0.5, "prat"),)}, r'missed\[0\].label: "prat" is no label .* did you mean "part"\?'),
    ],
)
def test_what_is_wrong_with_a_submission_is_said_and_nothing_is_written(
    office: Office, given: dict[str, object], problem: str
) -> None:
    (offer,) = office.next("Anna")
    with pytest.raises(ConfigError, match=problem):
        office.submit(offer, "Anna", **given)
    assert office.desk.book.reviews == ()


def test_looking_for_misses_is_asked_whatever_is_in_the_frame_and_counts_only_then(tmp_path: Path) -> None:
    for share, asked in ((0.0, False), (1.0, True)):
        office = Office(tmp_path / str(share), ReviewSettings(look_for_misses=share, blind_repeats=0.0))
        office.fill(1)
        (offer,) = office.next("Anna")
        assert offer.asks_for_misses is asked
        office.submit(offer, "Anna", looked_for_misses=True, missed=(Miss(0.5, 0.5, "part"),))
        (review,) = office.desk.book.reviews
        assert review.looked_for_misses is asked
        assert len(review.missed) == 1
        office.store.close(office.moment)


def test_blind_repeats_are_mixed_in_and_are_no_frame_of_their_own(tmp_path: Path) -> None:
    office = Office(tmp_path, ReviewSettings(blind_repeats=0.5))
    office.fill(6)
    for offer in office.next("Anna", 3):
        office.submit(offer, "Anna")
    office.now += 3600
    offers = office.next("Ben", 6)
    again = [one for one in offers if "~" in one.review]
    assert [one.entry.number for one in offers if one not in again] == [3, 4, 5]
    assert {one.entry.number for one in again} == {0, 1, 2}
    office.submit(again[0], "Ben")
    review = office.desk.book.find(again[0].review)
    assert review is not None
    assert review.blind_repeat_of == again[0].entry.id
    assert not review.counts
    office.store.close(office.moment)


def test_what_is_under_review_is_not_dropped_for_new_frames(tmp_path: Path) -> None:
    office = Office(tmp_path, ReviewSettings(pool_megabytes=0.001, blind_repeats=0.0))
    office.fill(10)
    offers = office.next("Anna", 3)
    office.fill(10)
    assert {one.entry.id for one in offers} <= {one.id for one in office.desk.pool.entries()}
    office.store.close(office.moment)
