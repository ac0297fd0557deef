"""Figures and drops out of the reviews in a store, on the board, and what people's decisions do to them."""

from dataclasses import replace

import pytest

from driftwatch.commands.review_json import group_json
from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.rollup import LabelCounts
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.quality.review import JudgedBox, Review, ReviewedFrame, Verdict
from driftwatch.quality.sampling.draw import Draw
from driftwatch.quality.settings import FigureSettings
from driftwatch.storage.records import Batch, ReviewRecord, StreamKey
from driftwatch.storage.rollups import Span
from driftwatch.watch.reviews.alerts import DROPPED
from driftwatch.watch.reviews.book import ReviewBook
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.figuring import Figuring, Ground
from driftwatch.watch.reviews.readings import review_readings
from driftwatch.watch.reviews.review_json import review_from_json, review_to_json
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.weeks import Weeks
from driftwatch.watch.shadow.comparison_store import ModelPair
from driftwatch.watch.shadow.served import ServedCounts
from tests.capture.making import detection
from tests.watch.reviews.test_validation import SITE
from tests.watch.world import MODEL, START, World

KEY = StreamKey("vision", "cam")


def review(number: int, is_right: bool) -> Review:
    """Of a frame seen `number` seconds after the start, and reviewed at once."""
    at = START + number
    frame = ReviewedFrame(f"{number:040x}", at, "cam", MODEL.key, 0.3, Draw(0.5, "sure", 1.0, number + 1.0), "why")
    verdict = Verdict.RIGHT if is_right else Verdict.NOT_AN_OBJECT
    boxes = (JudgedBox(detection(0.9, "face"), True, verdict),)
    return Review(f"r{number:05d}", frame, boxes, reviewer="Anna", shown_at=at, done_at=at + 0.5)


class Desk:
    """A store with reviews in it and the figures made of them."""

    def __init__(self, world: World) -> None:
        self._world = world
        store = world.watch.store
        assert store is not None
        self.store, self.board = store, world.watch.quality
        self._ground = Ground(
            "vision",
            FigureSettings(reviews_per_week=1),
            Weeks(None),
            store,
            Counted("vision", store, Threshold(), _nothing),
            self.board,
            lambda: {"cam": MODEL},
            world.watch.shadow.comparison,
        )
        self.figuring = Figuring(self._ground, ReviewBook("vision", store))

    def validate(self) -> None:
        """Labelled images are known."""
        self._ground = replace(self._ground, validation=SITE)

    @property
    def now(self) -> Moment:
        return self._world.clock()

    def write(self, reviews: list[Review]) -> None:
        """And reads them as a module that starts does."""
        records = [
            ReviewRecord(
                r.id, KEY, MODEL, round(r.frame.captured * 1000), round(r.done_at * 1000), 1, review_to_json(r)
            )
            for r in reviews
        ]
        self.store.submit(Batch(reviews=tuple(records)))
        self.again()

    def again(self) -> None:
        book = ReviewBook("vision", self.store)
        book.load()
        self.figuring = Figuring(self._ground, book)

    def compute(self) -> None:
        self.figuring.compute(self._world.clock())


def _nothing(camera: str, model: str) -> dict[str, LabelCounts]:
    del camera, model
    return {}


@pytest.fixture
def desk(world: World) -> Desk:
    world.clock.pass_by(600)
    return Desk(world)


GOOD = [review(number, number % 20 != 0) for number in range(60)]
BAD = [review(100 + number, number % 3 == 0) for number in range(30)]


def test_a_review_is_read_back_as_it_was() -> None:
    assert review_from_json(review_to_json(GOOD[0])) == GOOD[0]
    with pytest.raises(ValueError, match="later module"):
        review_from_json(review_to_json(GOOD[0]).replace('"body_version": 1', '"body_version": 99'))


def test_without_a_drop_none_is_said(desk: Desk) -> None:
    desk.write(GOOD)
    desk.compute()
    shown = desk.board.of("cam")
    assert shown is not None
    assert (shown.reviews, dict(shown.drops), desk.board.alerts("cam").alerts) == (60, {}, ())
    overall = shown.overall
    assert overall is not None
    assert overall.precision is not None
    assert overall.precision.low < 0.95 < overall.precision.high


def test_a_drop_is_found_and_an_owner_ends_it_for_good(desk: Desk, world: World) -> None:
    desk.write([*GOOD, *BAD])
    desk.compute()
    shown = desk.board.of("cam")
    assert shown is not None
    assert shown.candidates == ("face",)
    assert shown.drops["face"].after.low < 1 / 3 < shown.drops["face"].after.high
    assert [one.name for one in desk.board.alerts("cam").alerts] == [DROPPED]
    (group,) = desk.figuring.groups("", 1, world.clock())
    assert dict(group.drops) == dict(shown.drops)
    desk.board.decide("cam", "", world.clock())
    assert desk.board.alerts("cam").alerts == ()
    desk.compute()
    assert desk.board.alerts("cam").alerts == ()
    assert desk.figuring.reviewers()[0].reviews == 90


def test_until_there_are_enough_reviews_the_change_is_from_labelled_images(desk: Desk) -> None:
    desk.validate()
    desk.write(GOOD[:40])
    desk.compute()
    shown = desk.board.of("cam")
    assert shown is not None
    overall = shown.overall
    assert overall is not None
    assert overall.precision is not None
    assert (overall.change, overall.change_from) == (overall.precision.value - 0.9, "validation")
    assert dict(shown.drops) == {}
    readings = review_readings(shown)
    assert readings["precision_change_points"] == round(100 * (overall.precision.value - 0.9), 2)
    desk.write(BAD)  # from now on the first 50 are the reference
    desk.compute()
    shown = desk.board.of("cam")
    assert shown is not None
    assert shown.overall is not None
    assert shown.overall.change_from == "reviews"
    row = group_json(shown)[0]
    assert (row["change_from"], row["validation"]) == ("reviews", 0.9)
    (site,) = desk.figuring.site("", desk.now)
    assert (site.camera, site.problem) == ("cam", "")


def test_figures_are_due_when_another_model_runs_or_an_hour_has_passed(desk: Desk, world: World) -> None:
    assert desk.figuring.is_due(world.clock())
    desk.compute()
    assert not desk.figuring.is_due(world.clock())
    pair, served = ModelPair(MODEL, ModelIdentity("next")), ServedCounts(Threshold(), 10, 1, 10, 10)
    world.watch.compared("cam", pair, Agreement(frames=10), served)
    assert desk.figuring.is_due(world.clock())
    desk.compute()
    assert not desk.figuring.is_due(world.clock())
    found = desk.board.candidate("cam", world.watch.shadow.comparison("cam"))
    assert found is not None
    assert (found.served, found.reviews, desk.board.has_undecided_candidates) == (served, 0, True)
    world.clock.pass_by(3601)
    assert desk.figuring.is_due(world.clock())


def test_the_counters_give_what_was_served(world: World) -> None:
    world.see(minutes=3, confidences=(0.9, 0.1))
    store = world.watch.store
    assert store is not None
    counted = Counted("vision", store, Threshold(0.5), lambda _camera, _model: world.stream.snapshot.open.labels)
    now = world.clock().wall
    totals = counted.totals("cam", MODEL.key, Span(int(START), int(now) + 60), now)
    assert (counted.served(totals), int(totals.of("").sum())) == (18, 36)
