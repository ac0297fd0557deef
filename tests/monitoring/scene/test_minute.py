import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.rollup import FrameCounts
from driftwatch.monitoring.scene.minute import BLOCKS, LookSums, SceneMinute
from driftwatch.observation import ImageStatistics

looks = st.lists(st.binary(min_size=BLOCKS, max_size=BLOCKS), max_size=5)


def images(shown: list[bytes]) -> list[ImageStatistics]:
    return [ImageStatistics(100.0, 20.0, 50.0, look) for look in shown]


@given(looks, st.integers(0, 5))
def test_the_cut_does_not_matter(shown: list[bytes], cut: int) -> None:
    assert LookSums.of(images(shown[:cut])) + LookSums.of(images(shown[cut:])) == LookSums.of(images(shown))


@given(st.lists(st.binary(min_size=BLOCKS, max_size=BLOCKS), min_size=2, max_size=5))
def test_mean_and_movement_are_those_of_numpy(shown: list[bytes]) -> None:
    minute = SceneMinute.of(FrameCounts(image_frames=len(shown)), LookSums.of(images(shown)))
    values = np.array([list(look) for look in shown], np.float64)
    assert minute is not None
    assert minute.look is not None
    assert minute.movement is not None
    assert minute.look.ravel() == pytest.approx(values.mean(axis=0), abs=1e-3)
    assert minute.movement.ravel() == pytest.approx(values.std(axis=0), abs=1e-2)


def test_images_without_a_look_are_passed_over() -> None:
    assert LookSums.of([ImageStatistics(1, 1, 1), ImageStatistics(1, 1, 1, b"short")]) == LookSums()


def test_a_minute_without_images_is_none() -> None:
    assert SceneMinute.of(FrameCounts(frames=3), LookSums()) is None
