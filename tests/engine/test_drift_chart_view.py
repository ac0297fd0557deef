from driftwatch.attributes import DriftChartAttributes
from driftwatch.engine.drift_chart_view import DriftChartView
from driftwatch.engine.watched_stream import PATIENCE
from tests.watch.world import World


def view(world: World, vision: str = "vision") -> DriftChartView:
    return DriftChartView(DriftChartAttributes(vision, hours=1), world.registry)


def test_it_is_drawn_again_only_when_something_has_changed(world: World) -> None:
    world.see(minutes=5)
    chart = view(world)
    first = chart.picture()
    for _ in range(20):
        assert chart.picture() == first
    assert chart.drawings == 1
    world.see(minutes=2)
    assert chart.picture() != first
    assert chart.drawings == 2


def test_an_alert_is_on_it_at_once(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    chart = view(world)
    alarmed = chart.picture()
    world.see(minutes=20)
    assert chart.picture() != alarmed


def test_before_the_first_frame_it_says_so_and_then_becomes_a_chart(world: World) -> None:
    chart = view(world)
    note = chart.picture()
    assert chart.picture() is note
    world.see(minutes=1)
    assert chart.picture() != note


def test_a_service_that_is_gone_leaves_no_old_picture(world: World) -> None:
    world.see(minutes=2)
    chart = view(world)
    old = chart.picture()
    world.watch.detach()
    world.clock.pass_by(PATIENCE + 1)
    gone = chart.picture()
    assert gone != old
