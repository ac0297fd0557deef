"""Two people answer by the commands; one of them slips, and blind repeats find out how often."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from driftwatch.commands.context import ServiceContext
from driftwatch.watch.reviews.reviews import Reviews
from driftwatch.watch.reviews.settings import ReviewSettings
from tests.commands.asking import ask, service
from tests.commands.reviewing import reviewing
from tests.watch.world import World

EACH = 15
SLIPS = 5
"""Of Ben's answers one in as many is wrong; every box is right. Repeats come every second time."""


@pytest.fixture
def reviews(world: World, tmp_path: Path) -> Iterator[Reviews]:
    made = reviewing(world, tmp_path, ReviewSettings(blind_repeats=0.5, look_for_misses=0), frames=2 * EACH)
    yield made
    made.close()


def frames_for(context: ServiceContext, reviewer: str) -> Iterator[Mapping[str, Any]]:
    while True:
        yield from ask(context, "review_next", reviewer=reviewer, count=20, image=False)["frames"]


def answered(context: ServiceContext, frame: Mapping[str, Any], reviewer: str, verdict: str) -> None:
    boxes = [{"verdict": verdict} for _ in frame["boxes"]]
    ask(context, "review_submit", review=frame["review"], reviewer=reviewer, boxes=boxes)


def test_a_second_look_that_nobody_knows_of_tells_how_often_people_slip(world: World, reviews: Reviews) -> None:
    context = service(watch=world.watch, reviews=reviews, clock=world.clock)
    keys: set[str] = set()
    for frame in islice(frames_for(context, "Anna"), EACH):
        keys |= set(frame)
        answered(context, frame, "Anna", "right")
    before = ask(context, "review_figures")["reviewers"]
    assert [(one["reviewer"], one["repeats"], "slips" in one) for one in before] == [("Anna", 0, False)]

    world.clock.pass_by(3600)
    for number, frame in enumerate(islice(frames_for(context, "Ben"), 2 * EACH)):
        assert set(frame) <= keys  # nothing says that it is a repeat
        answered(context, frame, "Ben", "not_an_object" if number % SLIPS == 0 else "right")
    assert reviews.settled()

    anna, ben = sorted(ask(context, "review_figures")["reviewers"], key=lambda one: one["reviewer"])
    assert (anna["repeats"], ben["repeats"]) == (EACH, EACH)
    both = 1 / SLIPS / 2  # of the verdicts of two people, of whom one slips
    assert ben["slips_low"] <= both <= ben["slips_high"]
    assert ben["slips"] == pytest.approx(both, abs=0.01)
    assert ben["slips_low"] > 0.01
