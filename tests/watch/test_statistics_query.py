"""Statistics out of the store together with the minute that is going on, by model."""

from typing import Any

import pytest

from driftwatch.observation import ModelIdentity
from driftwatch.storage.rollups import Span
from driftwatch.watch.statistics_query import Grouping, StatisticsQuery, query_statistics
from tests.watch.world import MODEL, START, World

NEWER = ModelIdentity("faces", "2", "cd" * 32)


@pytest.fixture
def changed(world: World) -> World:
    """Twelve frames of one model, then nine of another: six are stored, three are of the minute that is going on."""
    world.see(minutes=2)
    world.see(minutes=1.5, model=NEWER)
    return world


def asked(world: World, by: Grouping, model: str) -> list[dict[str, Any]]:
    question = StatisticsQuery(world.stream.stream, Span(int(START), int(START) + 3600), by, model)
    return world.stream.ask(lambda connection, running: query_statistics(connection, question, running), world.clock())


@pytest.mark.parametrize(("model", "count"), [(MODEL.key, 12), (NEWER.key, 9), ("", 21), ("nobody", 0)])
def test_the_minute_that_is_going_on_counts_for_its_own_model_alone(changed: World, model: str, count: int) -> None:
    (whole,) = asked(changed, "window", model)
    assert (whole["frames"], whole["detections"]) == (count, count)
    for by in ("label", "hour", "label_and_hour"):
        assert sum(row["detections"] for row in asked(changed, by, model)) == count
    assert sum(sum(row["histogram"]) for row in asked(changed, "histogram", model)) == count
