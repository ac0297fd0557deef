from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.errors import FootageError
from driftwatch.footage.folder import Folder, natural_key
from tests.footage.conftest import brightness_of, picture


def test_images_come_in_the_order_in_which_a_person_counts(tmp_path: Path) -> None:
    for number in (10, 2, 1):
        cv2.imwrite(str(tmp_path / f"frame{number}.jpg"), picture(number))
    (tmp_path / "notes.txt").write_text("not an image")
    folder = Folder.of(tmp_path)
    brightness = [brightness_of(still) for still in map(folder.still, range(3))]
    assert np.allclose(brightness, [1, 2, 10], atol=2)
    assert folder.still(3) is None


@pytest.mark.parametrize(("suffix", "mime_type"), [(".jpg", "image/jpeg"), (".png", "image/png")])
def test_jpeg_and_png_are_given_byte_for_byte(tmp_path: Path, suffix: str, mime_type: str) -> None:
    path = tmp_path / f"a{suffix}"
    cv2.imwrite(str(path), picture(90))
    still = Folder([path]).still(0)
    assert still is not None
    assert (still.data, still.mime_type) == (path.read_bytes(), mime_type)


def test_other_formats_are_given_as_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    cv2.imwrite(str(path), picture(90))
    still = Folder([path]).still(0)
    assert still is not None
    assert still.mime_type == "image/jpeg"
    assert abs(brightness_of(still) - 90) < 2


def test_a_damaged_image_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(FootageError, match="holds no image"):
        Folder.of(tmp_path)
    (tmp_path / "a.bmp").write_bytes(b"")
    with pytest.raises(FootageError, match=r"a\.bmp: is not an image"):
        Folder.of(tmp_path).still(0)


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_numbers_in_names_sort_as_numbers(numbers: list[int]) -> None:
    names = sorted((f"cam-{number}.png" for number in numbers), key=natural_key)
    assert names == [f"cam-{number}.png" for number in sorted(numbers)]
