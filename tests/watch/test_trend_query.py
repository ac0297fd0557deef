"""The band of a trend: where it is drawn, and where not."""

from dataclasses import replace

import pytest

from driftwatch.monitoring.trend.trend import Trend
from driftwatch.monitoring.usual.usual import Usual, learn
from driftwatch.observation import ModelIdentity
from driftwatch.storage.rollups import Span
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.trend_query import TrendQuestion, query_trend, trend_known
from tests.monitoring.made import MONDAY, SITE, learned
from tests.watch.world import MODEL, World

NEWER = ModelIdentity("faces", "2", "cd" * 32)
NOON = (MONDAY + 14) * 86_400 + 43_200


@pytest.fixture(scope="module")
def usual() -> Usual:
    return learn(learned(SITE, 14))


@pytest.fixture
def noon(world: World) -> World:
    world.clock.wall = float(NOON)
    world.settings = replace(world.settings, reference=replace(world.settings.reference, timezone="UTC"))
    world.build()
    return world


def trend(world: World, usual: Usual | None, model: ModelIdentity = MODEL) -> Trend:
    settings: WatchSettings = world.settings
    known = trend_known(world.stream.snapshot.monitor.condition, model, settings, usual)
    end = int(world.clock().wall)
    question = TrendQuestion(world.stream.stream, Span(end - 1800, end + 600))
    return world.stream.ask(
        lambda connection, running: query_trend(connection, question, known, running), world.clock()
    )


def test_there_is_a_band_in_gaps_and_ahead_but_none_while_learning(noon: World, usual: Usual) -> None:
    noon.see(minutes=5)
    noon.wait(300)
    noon.see(minutes=5)
    assert all(bucket.usual_mean and bucket.usual_low_rate for bucket in trend(noon, usual).buckets)
    assert not any(bucket.usual_mean or bucket.usual_low_rate for bucket in trend(noon, None).buckets)


def test_there_is_none_where_another_model_spoke(noon: World, usual: Usual) -> None:
    noon.see(minutes=5)
    noon.see(minutes=5, model=NEWER)
    found = {bucket.start: bucket for bucket in trend(noon, usual, NEWER).buckets}
    assert found[NOON + 60].usual_mean is None
    assert found[NOON + 420].usual_mean is not None


def test_the_limit_is_the_owners_or_the_default(noon: World) -> None:
    noon.see(minutes=1)
    assert trend(noon, None).standing.limit == noon.settings.alert.low_confidence_rate
    noon.settings = WatchSettings()
    assert trend(noon, None).standing.limit == 0.3


def test_eight_labels_get_a_series_and_what_is_rarer_is_added_up(world: World) -> None:
    for number in range(10):
        for _ in range(10 - number):
            world.watch.record(world.observation(0.9, label=f"label {number}"))
    world.wait(1)
    shown = trend(world, None)
    assert [one.label for one in shown.labels] == [f"label {number}" for number in range(8)]
    assert sum(bucket.detections for bucket in shown.others) == 2 + 1
