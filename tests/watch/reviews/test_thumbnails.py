"""Small images are made before somebody asks for them."""

from pathlib import Path

from driftwatch.commands.review_json import thumbnail_json
from driftwatch.watch.reviews.turns import Wanted
from tests.commands.reviewing import reviewing
from tests.waiting import until
from tests.watch.world import World


def test_the_first_page_waits_for_no_thumbnail(world: World, tmp_path: Path) -> None:
    reviews = reviewing(world, tmp_path, frames=5)
    now = world.clock()
    try:
        reviews.refresh()
        assert reviews.settled()
        until(lambda: reviews.thumbnails.made == 5, 10, "the thumbnails")
        for image in tmp_path.rglob("*.jpg"):
            image.unlink()
        period = reviews.weeks.of(now.wall, now.wall)
        offers = reviews.desk.next(Wanted(period, "", "Anna"), 20, now)
        assert len(offers) == 5
        assert all(thumbnail_json(reviews.thumbnails, one.review) for one in offers)
    finally:
        reviews.close()


def test_what_is_prepared_after_the_end_is_not_made(world: World, tmp_path: Path) -> None:
    reviews = reviewing(world, tmp_path, frames=1)
    reviews.close()
    made = reviews.thumbnails.made
    reviews.thumbnails.prepare(["cam/1", "cam/2"])
    assert reviews.thumbnails.made == made
