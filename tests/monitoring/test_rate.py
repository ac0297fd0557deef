import numpy as np
import pytest

from driftwatch.monitoring.profile import SLOTS
from driftwatch.monitoring.rate import learn_rate, relative_residual


def test_a_relative_residual_is_zero_inside_and_bounded_outside() -> None:
    assert relative_residual(5, 4, 6) == 0
    assert relative_residual(2, 4, 6) == -0.5
    assert relative_residual(12, 4, 6) == 0.5
    assert relative_residual(0, 4, 6) == -1
    assert 0.99 < relative_residual(1000, 4, 6) < 1
    assert relative_residual(3, 0, 0) == 1
    assert relative_residual(0, 0, 0) == 0


def test_learns_the_mean_and_the_longest_gap() -> None:
    frames = np.full((3, SLOTS), 60.0)
    detections = np.random.default_rng(0).poisson(30, (3, SLOTS)).astype(float)
    detections[1, 100:140] = 0
    rate = learn_rate(frames, detections)
    assert rate.mean == pytest.approx(detections.sum() / frames.sum())
    assert rate.longest_gap == 40
    assert rate.outage_minutes == 120


def test_minutes_without_frames_are_no_gap() -> None:
    frames = np.full((2, SLOTS), 60.0)
    frames[:, 300:900] = 0
    rate = learn_rate(frames, frames / 2)
    assert rate.longest_gap == 0
    assert rate.outage_minutes == 30
