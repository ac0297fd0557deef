import numpy as np
import pytest

from driftwatch.monitoring.usual.month_rows import month_rows, picture_of_days
from tests.monitoring.months import changed, days


def test_the_hours_of_all_labels_add_up() -> None:
    shown = days(3)
    every = month_rows(shown, "")
    single = [month_rows(shown, label) for label in ("car", "person", "dog")]
    assert every.rows.counts == pytest.approx(sum(one.rows.counts for one in single))
    assert every.rows.sums == pytest.approx(sum(one.rows.sums for one in single), rel=1e-3)
    assert every.weights.shape == (3, 24)
    assert every.figures.shape == (3, 24, 3)
    assert not month_rows(shown, "unicorn").weights.any()


def test_how_often_objects_come_may_be_given() -> None:
    assert month_rows(days(2), "", 0.5).rows.often == 0.5
    assert 0 < month_rows(days(2), "").rows.often < 1


def test_the_picture_of_a_day_is_weighed_by_what_is_seen() -> None:
    rows = month_rows([changed(0, 0.0, 1.0), changed(1, 0.0, 0.5), changed(2, 0.0, None)], "")
    usual = rows.figures[0]
    away = picture_of_days(rows.figures, rows.weights, usual)
    assert away[0] == pytest.approx(0.0)
    assert away[1] == pytest.approx(np.log(0.5), abs=0.05)
    assert np.isnan(away[2]).all()
