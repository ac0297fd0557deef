"""The band that charts draw, against days of the same site that were not learned from."""

from datetime import timezone

import numpy as np
import pytest

from driftwatch.monitoring.calendar import Calendar
from driftwatch.monitoring.rollup import FrameCounts
from driftwatch.monitoring.trend.band import Band
from driftwatch.monitoring.usual.day import BLOCKS_AN_HOUR, TOTALS
from driftwatch.monitoring.usual.usual import learn
from tests.monitoring.made import MONDAY, SITE, day, learned

DAY = 86_400


@pytest.fixture(scope="module")
def band() -> Band:
    return Band(learn(learned(SITE, 14)), Calendar(timezone.utc))


@pytest.mark.parametrize("hours", [1, 3, 24])
def test_most_of_what_other_good_days_show_lies_within(band: Band, hours: int) -> None:
    inside_mean: list[bool] = []
    inside_rate: list[bool] = []
    for number in range(MONDAY + 14, MONDAY + 28):
        blocks = day(SITE, number).blocks().reshape(-1, hours * BLOCKS_AN_HOUR, len(TOTALS)).sum(axis=1)
        for index, (_, detections, low, confidence, *_) in enumerate(blocks):
            start = number * DAY + index * hours * 3600
            mean, rate = band.mean(start, start + hours * 3600), band.low_rate(start, start + hours * 3600)
            if detections < 60 or mean is None or rate is None:
                continue
            inside_mean.append(mean.low <= confidence / detections <= mean.high)
            inside_rate.append(rate.low <= low / detections <= rate.high)
    assert len(inside_mean) > 10
    assert np.mean(inside_mean) > 0.9
    assert np.mean(inside_rate) > 0.85


def test_the_band_is_narrow_enough_to_show_a_drop(band: Band) -> None:
    noon = (MONDAY + 15) * DAY + 43_200
    hour = band.mean(noon, noon + 3600)
    week = band.mean(noon - 7 * DAY, noon)
    assert hour is not None
    assert week is not None
    assert 0 < week.high - week.low < hour.high - hour.low < 0.25


def test_nothing_is_explained_by_pictures_that_were_not_measured(band: Band) -> None:
    assert band.light((MONDAY + 15) * DAY, FrameCounts()) == 0.0


def test_what_the_picture_explains_moves_the_band(band: Band) -> None:
    noon = (MONDAY + 15) * DAY + 43_200
    usual, darker = band.mean(noon, noon + 3600), band.mean(noon, noon + 3600, -0.05)
    assert usual is not None
    assert darker is not None
    assert darker.low == pytest.approx(usual.low - 0.05)
