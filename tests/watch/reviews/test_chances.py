"""Frames come into the pool by chance alone, as many as were asked for."""

from random import Random

import pytest

from driftwatch.watch.reviews.chances import BOOST_SECONDS, Chances

WEEK = 604_800.0


def entered(chances: Chances, fps: float, seconds: float, start: float = 0.0, camera: str = "cam") -> list[float]:
    """The chances of those that came in."""
    found: list[float] = []
    for index in range(round(seconds * fps)):
        one = chances.enter(camera, f"{start}{camera}{index}", start + index / fps)
        if one is not None:
            assert 0 < one.usual <= one.chance <= 1
            found.append(one.chance)
    return found


@pytest.mark.parametrize("fps", [0.1, 1.0, 5.0])
def test_as_many_frames_come_in_as_the_owner_wants(fps: float) -> None:
    chances = Chances(200_000, Random(1))
    assert len(entered(chances, fps, 20_000.0)) == pytest.approx(min(fps, 200_000 / WEEK) * 20_000, rel=0.1)


def test_the_inverse_chances_add_up_to_the_frames_there_were() -> None:
    totals = [sum(1 / chance for chance in entered(Chances(100_000, Random(seed)), 2.0, 5000.0)) for seed in range(20)]
    assert sum(totals) / 20 == pytest.approx(10_000, rel=0.05)


def test_a_burst_after_silence_does_not_fill_the_pool() -> None:
    chances = Chances(2000, Random(2))
    entered(chances, 1 / 3600, 36_000.0)
    assert len(entered(chances, 30.0, 300.0, start=36_000.0)) < 40


def test_the_same_bytes_again_have_no_chance() -> None:
    chances = Chances(100_000, Random(3))
    assert chances.enter("cam", "a", 0.0) is not None
    assert all(chances.enter("cam", "a", float(second)) is None for second in range(1, 100))


def test_cameras_share_alike_however_fast_they_are() -> None:
    chances = Chances(100_000, Random(4))
    counts = {"quick": 0, "slow": 0}
    for index in range(60_000):
        for camera in ("quick", "slow") if index % 10 == 0 else ("quick",):
            counts[camera] += chances.enter(camera, str(index), index / 10) is not None
    assert counts["slow"] == pytest.approx(counts["quick"], rel=0.2)


def test_a_new_alarm_draws_a_frame_a_second_for_ten_minutes() -> None:
    chances = Chances(2000, Random(5))
    entered(chances, 10.0, 3000.0)
    chances.alarmed("cam", True, 3000.0)
    boosted = entered(chances, 10.0, BOOST_SECONDS, start=3000.0)
    assert len(boosted) == pytest.approx(600, rel=0.12)
    assert min(boosted) == pytest.approx(0.1, rel=0.05)
    chances.alarmed("cam", True, 3600.0)
    assert len(entered(chances, 10.0, BOOST_SECONDS, start=3600.0)) < 15
    chances.alarmed("cam", False, 4200.0)
    chances.alarmed("cam", True, 4200.0)
    assert len(entered(chances, 10.0, 60.0, start=4200.0)) > 30
