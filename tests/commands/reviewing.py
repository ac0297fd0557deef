"""A service whose frames are being reviewed, for tests of commands."""

from pathlib import Path

from driftwatch.capture.settings import PrivacySettings
from driftwatch.observation import Moment
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.figuring import Figuring, Ground
from driftwatch.watch.reviews.offer import Answered
from driftwatch.watch.reviews.reviews import ReviewPlan, ReviewPorts, Reviews
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.submission import BoxAnswer
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.turns import Wanted
from driftwatch.watch.reviews.weeks import Weeks
from tests.capture.making import detection, picture
from tests.watch.reviews.making import QuickFiles, pooled
from tests.watch.world import START, World

FIRST = 1000
"""Number of the first frame: its id is the one of the commands' examples."""


def reviewing(world: World, folder: Path, settings: ReviewSettings | None = None, frames: int = 6) -> Reviews:
    """With `frames` frames of "cam" in the pool, in the order of their turns. The caller closes it."""
    settings = settings or ReviewSettings(blind_repeats=0.0)
    store = world.watch.store
    assert store is not None
    counted = Counted("vision", store, Threshold(), lambda *_: {})
    board, model = world.watch.quality, pooled().record.model
    running, comparison = (lambda: {"cam": model}), world.watch.shadow.comparison
    ground = Ground("vision", settings.figures, Weeks(None), store, counted, board, running, comparison)
    reviews = Reviews(
        ReviewPlan(settings, Threshold(), PrivacySettings(), folder),
        "vision",
        ReviewPorts(store, lambda _: False, world.notices.append, world.clock, QuickFiles()),
        lambda book: Figuring(ground, book),
    )
    for index in range(frames):
        boxes = [detection(0.9 - index / 100)]
        one = pooled(FIRST + index, boxes, priority=index + 1.0, captured=START + index)
        reviews.pool.put(one, picture(index).data)
    return reviews


def reviewed(world: World, folder: Path) -> Reviews:
    """Anna holds the first frame and has reviewed the second, Ben the third."""
    reviews = reviewing(world, folder)
    now = Moment(world.clock().wall, world.clock().monotonic)
    period = reviews.weeks.of(now.wall, now.wall)
    _, second = reviews.desk.next(Wanted(period, "", "Anna"), 2, now)
    reviews.desk.submit(Answered(second.review, "Anna", (BoxAnswer("right"),)), now)
    (third,) = reviews.desk.next(Wanted(period, "", "Ben"), 1, now)
    reviews.desk.submit(Answered(third.review, "Ben", (BoxAnswer("right"),)), now)
    assert reviews.settled()
    return reviews
