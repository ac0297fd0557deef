from driftwatch.engine.shadow.traffic_forecast import TrafficForecast
from tests.watch.world import FakeClock


def test_a_model_is_left_alone_for_as_long_as_the_last_time() -> None:
    clock = FakeClock()
    traffic = TrafficForecast(lambda: clock.monotonic)
    assert traffic.is_free_for(60.0)  # nobody has asked yet
    for _ in range(2):
        with traffic:
            assert not traffic.is_free_for(0.0)
            clock.pass_by(0.5)
        clock.pass_by(2.0)
    with traffic:
        clock.pass_by(0.5)
    assert traffic.is_free_for(2.0)
    assert not traffic.is_free_for(2.1)
    clock.pass_by(1.5)
    assert not traffic.is_free_for(1.0)
    assert traffic.is_free_for(0.5)


def test_several_callers_at_once_leave_no_pause() -> None:
    clock = FakeClock()
    traffic = TrafficForecast(lambda: clock.monotonic)
    with traffic:
        with traffic:
            clock.pass_by(1.0)
        assert not traffic.is_free_for(0.0)
    assert not traffic.is_free_for(1.0)
    assert traffic.is_free_for(0.0)
