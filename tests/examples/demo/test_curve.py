import pytest

from examples.demo.curve import BUCKET, POINTS, Curve


def test_a_point_is_the_mean_of_its_seconds() -> None:
    curve = Curve()
    for now, value in ((0.0, 0.2), (1.9, 0.4), (2.0, 0.9), (9.0, 0.5)):
        curve.add(now, value)
    assert curve.means == pytest.approx((0.3, 0.9, 0.5))


def test_it_remembers_only_so_many() -> None:
    curve = Curve()
    for i in range(POINTS + 5):
        curve.add(i * BUCKET, float(i))
    assert len(curve.means) == POINTS
    assert curve.means[0] == 5.0
