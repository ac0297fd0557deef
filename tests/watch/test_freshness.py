from driftwatch.observation import Moment
from driftwatch.watch.freshness import Freshness


def at(seconds: float) -> Moment:
    return Moment(1e9 - seconds, seconds)  # the wall clock runs backwards and must not matter


def test_a_camera_is_stale_exactly_when_nothing_new_came_for_so_long() -> None:
    freshness = Freshness(60)
    freshness.new(at(0))
    freshness.missed(at(10))
    assert freshness.stale_since(at(59.9)) is None
    assert freshness.stale_since(at(60)) == at(0)
    freshness.new(at(61))
    assert freshness.stale_since(at(200)) is None


def test_a_camera_that_never_gave_a_frame_is_stale_since_it_was_first_asked() -> None:
    freshness = Freshness(60)
    freshness.missed(at(5))
    freshness.missed(at(50))
    assert freshness.stale_since(at(64)) is None
    assert freshness.stale_since(at(65)) == at(5)


def test_only_the_frame_right_before_counts_as_repeated() -> None:
    freshness = Freshness(60)
    assert [freshness.is_repeated(frame) for frame in ("a", "a", "b", "a", "", "")] == [
        False, True, False, False, False, False,
    ]  # fmt: skip
