"""Which images validate."""

from dataclasses import replace

import pytest

from driftwatch.capture.exports.example import Example
from driftwatch.capture.exports.halves import split
from tests.capture.making import kept


def example(number: int, camera: str = "belt") -> Example:
    """One every ten minutes."""
    record = replace(kept(number, data=b"x").record, captured=number * 600.0, camera=camera)
    return Example(record, f"{number}-{camera}.jpg")


def hours(examples: tuple[Example, ...]) -> set[tuple[str, float]]:
    return {(one.record.camera, one.record.captured // 3600) for one in examples}


def test_no_hour_of_a_camera_is_on_both_sides_and_nothing_is_lost() -> None:
    examples = [example(n, camera) for n in range(600) for camera in ("belt", "gate")]
    halves = split(examples)
    assert not hours(halves.train) & hours(halves.validation)
    assert sorted(one.file for one in (*halves.train, *halves.validation)) == sorted(one.file for one in examples)
    assert 0.1 < len(halves.validation) / len(examples) < 0.3
    assert "no hour is on both sides" in halves.words


def test_an_image_stays_on_its_side_while_the_set_grows() -> None:
    few, many = split([example(n) for n in range(300)]), split([example(n) for n in range(600)])
    assert set(few.train) <= set(many.train)
    assert set(few.validation) <= set(many.validation)


@pytest.mark.parametrize("number", [2, 3, 6])
def test_one_hour_alone_is_parted_by_images_and_says_so(number: int) -> None:
    halves = split([example(n) for n in range(number)])
    assert (len(halves.train), len(halves.validation)) == (number - 1, 1)
    assert "frames of the same minutes may be on both sides" in halves.words


def test_one_image_is_on_both_sides_and_none_on_none() -> None:
    one = example(1)
    halves = split([one])
    assert (halves.train, halves.validation) == ((one,), (one,))
    assert "val is train" in halves.words
    assert split([]).train == split([]).validation == ()
