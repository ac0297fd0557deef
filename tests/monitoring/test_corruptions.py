import numpy as np
import pytest

from benchmarks.drift.corruptions import KINDS, STRENGTHS, Corruption, corruption, every_corruption
from driftwatch.inference.answer import Box

PIXELS = np.random.default_rng(0).integers(30, 220, (48, 64, 3), dtype=np.uint8)


@pytest.mark.parametrize("what", every_corruption(), ids=lambda one: one.name)
def test_every_corruption_gives_a_picture_of_the_same_kind_and_the_same_one_again(what: Corruption) -> None:
    before = PIXELS.copy()
    seen = what.apply(PIXELS, 1, 5)
    assert seen.dtype == np.uint8
    assert seen.shape == ((64, 48, 3) if what.name == "rotated 90" else PIXELS.shape)
    assert np.array_equal(seen, what.apply(PIXELS, 1, 5))
    assert np.array_equal(before, PIXELS)
    assert not np.array_equal(seen, PIXELS)


@pytest.mark.parametrize("what", every_corruption(), ids=lambda one: one.name)
def test_a_bright_spot_is_found_where_its_box_went(what: Corruption) -> None:
    if what.kind in ("covered", "dark", "noise", "dead", "blurred", "jpeg"):
        return
    spot = np.full((60, 100, 3), 20, np.uint8)
    spot[26:34, 42:52] = 200
    box = what.move(Box(0.42, 26 / 60, 0.52, 34 / 60), 100, 60)
    assert box is not None
    seen = what.apply(spot, 0)[..., 1].astype(float)
    height, width = seen.shape
    y, x = np.argwhere(seen > (seen.max() + seen.min()) / 2).mean(axis=0)
    assert box.xmin < (x + 0.5) / width < box.xmax
    assert box.ymin < (y + 0.5) / height < box.ymax


def test_dead_pixels_stay_and_noise_does_not() -> None:
    dead, noise = corruption("dead", 0.1), corruption("noise", 20)
    assert np.array_equal(dead.apply(PIXELS, 1, 0), dead.apply(PIXELS, 1, 1))
    assert not np.array_equal(dead.apply(PIXELS, 1, 0), dead.apply(PIXELS, 2, 0))
    assert not np.array_equal(noise.apply(PIXELS, 1, 0), noise.apply(PIXELS, 1, 1))


def test_what_leaves_the_picture_has_no_box() -> None:
    assert corruption("shifted", 0.3).move(Box(0.9, 0.4, 1.0, 0.6), 100, 100) is None


def test_each_kind_has_several_strengths_and_an_unknown_one_is_refused() -> None:
    assert set(STRENGTHS) == set(KINDS)
    assert min(len(strengths) for strengths in STRENGTHS.values()) >= 2
    with pytest.raises(ValueError, match='no corruption "rain"; there are: covered'):
        corruption("rain", 1)
