"""Detections of things that stay as long as they like, and the objects that came: a loss shows in both."""

from dataclasses import replace

import numpy as np
import pytest

from driftwatch.monitoring.detectors.detection_rate import DetectionRate
from driftwatch.monitoring.detectors.label_mix import LabelMix
from driftwatch.monitoring.usual.day import Day
from tests.monitoring.detectors.by_hand import Walk, first_alarm
from tests.monitoring.made import MONDAY, SITE, Minutes, Site, learned, minutes

TODAY = MONDAY + 14
OFFICE = replace(SITE, scatter=0.03)
"""As many come each day."""
LEAVING = OFFICE.with_all(stay=5.0)
"""Half of the shortest stay of any day known: everybody goes out today."""


def office_days(count: int = 14) -> list[Day]:
    """How long they stay differs from day to day, of each label by itself."""
    stays = np.random.default_rng(7).choice([12.0, 16.0, 22.0, 30.0], (count, len(OFFICE.things)))
    days: list[Day] = []
    for place, of_labels in enumerate(stays.tolist()):
        site = OFFICE
        for (name, _), stay in zip(OFFICE.things, of_labels, strict=True):
            site = site.with_one(name, stay=stay)
        days.append(minutes(site, MONDAY + place).day())
    return days


def alarms(days: list[Day], site: Site, today: int = TODAY) -> tuple[bool, bool]:
    """Whether all labels, or one of them, are found missing."""
    day = minutes(site, today)
    rate, mix = (first_alarm(Walk(days).quick(detector, day)) for detector in (DetectionRate(), LabelMix()))
    return rate is not None, mix is not None


def left_alone(number: int) -> Minutes:
    """A seventh of what is seen otherwise, of things that nobody brought on that day."""
    day = minutes(OFFICE.with_all(stay=3.0), number)
    return replace(day, begun=day.begun * 0, fleeting=day.fleeting * 0)


def test_people_who_stay_for_less_long_are_not_missed() -> None:
    assert alarms(office_days(), LEAVING) == (False, False)


def test_the_same_is_a_loss_where_everything_stays_as_long_as_ever() -> None:
    """Cars that pass are seen for as long each day: fewer frames of each is a model that loses them."""
    assert alarms(learned(OFFICE), OFFICE.with_all(stay=5.0))[0]


@pytest.mark.parametrize("kind", [DetectionRate, LabelMix])
def test_a_holiday_on_which_what_was_left_there_is_seen_all_day_is_no_loss(
    kind: type[DetectionRate] | type[LabelMix],
) -> None:
    """Nor is it held against the hours of the day after it. On the second such day in a row it is one."""
    walk, detector = Walk(office_days()), kind()
    assert first_alarm(walk.quick(detector, left_alone(TODAY))) is None
    assert first_alarm(walk.quick(detector, minutes(OFFICE, TODAY + 1))) is None
    assert first_alarm(walk.quick(detector, left_alone(TODAY + 2))) is None
    assert first_alarm(walk.quick(detector, left_alone(TODAY + 3))) is not None


def test_objects_that_do_not_come_are_found_by_their_number() -> None:
    detector = DetectionRate()
    half = minutes(OFFICE.times(0.5), TODAY)
    assert first_alarm(Walk(office_days()).quick(detector, half)) is not None
    assert detector.explain().cause.startswith("fewer objects than usual; objects that came into view: ")
    assert detector.explain().distance < -0.2


def test_a_label_that_stays_for_less_long_is_not_lost() -> None:
    assert alarms(office_days(), OFFICE.with_one("person", stay=4.0)) == (False, False)
    assert alarms(office_days(), OFFICE.with_one("person", hourly=2.0))[1]


def test_before_ten_days_detections_are_enough() -> None:
    assert alarms(office_days(9), LEAVING, MONDAY + 9)[0]
