"""What is learned of objects that come, next to what is seen of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.usual import Usual, learn
from tests.monitoring.made import MONDAY, SITE, learned, minutes


def days_of(stays: Sequence[float]) -> list[Day]:
    """A day for each of `stays`: frames that each person is in view."""
    return [minutes(SITE.with_one("person", stay=stay), MONDAY + place).day() for place, stay in enumerate(stays)]


def lingering(usual: Usual, label: str) -> bool:
    return bool(usual.lingering[1 + usual.judged.index(label)])


def test_people_who_stay_as_long_as_they_like_linger_and_cars_that_pass_do_not() -> None:
    usual = learn(days_of(np.random.default_rng(1).choice([10.0, 20.0, 40.0], 14).tolist()))
    assert lingering(usual, "person")
    assert not lingering(usual, "car")


def test_how_long_they_stay_is_not_known_from_a_week() -> None:
    usual = learn(days_of(np.random.default_rng(1).choice([10.0, 20.0, 40.0], 9).tolist()))
    assert not usual.lingering.any()
    assert usual.arrivals is None


def test_objects_that_come_are_those_seen_in_more_than_one_frame() -> None:
    """They come at the pace they came at, however many frames each is seen in, and flashes are none of them."""
    usual = learn(days_of([20.0] * 14))
    assert usual.arrivals is not None
    expected = usual.arrivals.rate[0, 12, 1 + usual.judged.index("person")] * 3600
    assert 0.9 * 60 < expected < 1.1 * 60


def test_objects_are_learned_only_from_days_on_which_they_were_followed() -> None:
    """Days that an earlier version counted: one at a desk came again whenever the model had lost it for a frame."""
    days = learned(SITE, 14)
    for day in days[:10]:
        day.followed = False
    usual = learn(days)
    assert usual.arrivals is None
    assert usual.even is not None
    assert learn([replace(day, followed=False) for day in days]).fleeting is None
    assert learn([replace(day, followed=False) for day in days]).even is None
    assert learn(days).counts.rate[0, 12, 0] > 0
