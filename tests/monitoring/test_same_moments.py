import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.monitoring.same_moments import LEAST_FRAMES, shows_same_moments


def scene(seed: int, frames: int = 120) -> NDArray[np.float64]:
    """(N, 16, 16): something moves through a picture, in fits and starts."""
    rng = np.random.default_rng(seed)
    background = np.random.default_rng(1).uniform(40, 200, (16, 16))
    at = np.cumsum(rng.gamma(0.5, 0.4, frames))
    x = np.arange(16)
    spots = np.exp(-(((x - at[:, None] % 16) / 2) ** 2))
    return background + 80 * spots[:, None, :] * np.ones((1, 16, 1))


def looks(pictures: NDArray[np.float64]) -> list[bytes]:
    return [np.clip(picture, 0, 255).astype(np.uint8).tobytes() for picture in pictures]


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p,
        lambda p: p * 0.4,
        lambda p: p * 0.5 + 100,
        lambda p: np.rot90(p, axes=(1, 2)),
        lambda p: np.where(np.arange(16) < 10, p, 20),
        lambda p: p + np.random.default_rng(3).normal(0, 1, p.shape),
    ],
    ids=["nothing", "dark", "fog", "turned", "covered", "noise"],
)
def test_the_same_frames_are_known_whatever_was_done_to_them(change) -> None:  # pyright: ignore[reportUnknownParameterType, reportMissingParameterType]
    assert shows_same_moments(looks(scene(0)), looks(change(scene(0))))


def test_other_moments_of_the_same_camera_are_not_the_same() -> None:
    assert not any(shows_same_moments(looks(scene(seed)), looks(scene(100 + seed))) for seed in range(50))


def test_later_frames_of_the_same_recording_are_not_the_same() -> None:
    whole = looks(scene(0, 240))
    assert not shows_same_moments(whole[:120], whole[120:])
    assert not shows_same_moments(whole[:120], whole[5:125])


def test_what_cannot_be_seen_is_not_claimed() -> None:
    dark = [np.clip(p * 0.5, 0, 255) for p in scene(0)]
    assert not shows_same_moments([], [])
    assert not shows_same_moments(looks(scene(0)), looks(scene(0))[:-1])
    few = LEAST_FRAMES - 1
    assert not shows_same_moments(looks(scene(0))[:few], looks(np.array(dark))[:few])
    still = np.repeat(scene(0)[:1], 60, axis=0)
    assert not shows_same_moments(looks(still), looks(still * 0.5))
