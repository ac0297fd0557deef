import numpy as np
import pytest
from scipy import stats

from driftwatch.monitoring.usual.low_rates import largest_excess, learn_low_rates

KINDS = np.zeros(8, np.int64)


def test_the_width_is_a_prediction_interval_of_students_t() -> None:
    random = np.random.default_rng(1)
    detections = np.full((8, 24), 200.0)
    low = random.binomial(200, 0.2, (8, 24)).astype(np.float64)
    learned = learn_low_rates(low, detections, KINDS, 3)
    rates = low / detections
    away = rates - rates.mean(axis=0)
    freedom = 8 * 24 - 24
    wide = stats.t.ppf(0.975, freedom) * np.sqrt((away**2).sum() / freedom * (1 + 1 / 8))
    assert learned.spread[0] == pytest.approx(wide, rel=1e-6)
    assert learned.rate[0] == pytest.approx(rates.mean(axis=0))


def test_two_days_of_one_hour_say_how_far_it_scatters() -> None:
    detections = np.zeros((2, 24))
    detections[:, 9] = 100
    low = detections * np.array([[0.2], [0.4]])
    wide = stats.t.ppf(0.975, 1) * np.sqrt(0.02 * (1 + 1 / 2))
    assert learn_low_rates(low, detections, KINDS[:2], 1).spread[0] == pytest.approx(wide, rel=1e-6)


def test_hours_with_few_detections_teach_nothing() -> None:
    detections = np.zeros((8, 24))
    detections[:, 9] = 100
    detections[:, 3] = 2
    learned = learn_low_rates(detections / 2, detections, KINDS, 3)
    assert learned.rate[0, 9] == 0.5
    assert np.isnan(np.delete(learned.rate[0], 9)).all()


def test_a_kind_of_which_one_day_is_known_is_judged_by_all() -> None:
    detections = np.full((8, 24), 100.0)
    kinds = np.array([0, 0, 0, 0, 0, 1, 2, 2])
    low = np.where((kinds == 2)[:, None], 60.0, 10.0) * np.ones((8, 24))
    learned = learn_low_rates(low, detections, kinds, 3)
    assert learned.rate[:, 0].tolist() == pytest.approx([0.1, (6 * 10 + 2 * 60) / 800, 0.6])


def test_ten_minutes_may_be_as_unsure_as_they_were_on_days_that_were_learned() -> None:
    detections = np.full((8, 288), 100.0)
    low, hourly = np.full((8, 288), 10.0), np.full(24, 0.1)
    objects = np.full((8, 288), 20.0)
    assert largest_excess(low, detections, objects, hourly) <= 0.02
    for day in range(8):
        low[day, 100 + day : 102 + day] = 60.0
    assert 0.5 < largest_excess(low, detections, objects, hourly) < 0.7


def test_few_objects_give_no_room() -> None:
    detections, low = np.full((8, 288), 100.0), np.full((8, 288), 10.0)
    objects = np.full((8, 288), 20.0)
    low[:, 100:102], objects[:, 99:103] = 100.0, 1.0
    assert largest_excess(low, detections, objects, np.full(24, 0.1)) <= 0.02
    assert largest_excess(low, np.zeros((8, 288)), objects, np.full(24, 0.1)) == 0


def test_an_hour_that_is_always_unsure_gives_no_room_to_the_others() -> None:
    detections, low, hourly = np.full((8, 288), 100.0), np.full((8, 288), 10.0), np.full(24, 0.1)
    low[:, 240:252], hourly[20] = 70.0, 0.7
    assert largest_excess(low, detections, np.full((8, 288), 20.0), hourly) <= 0.1
