from pathlib import Path

import cv2
import numpy as np

from tests.web.comparison import compare


def written(path: Path, change: tuple[int, int, int, int] | None = None, by: int = 255, size: int = 300) -> Path:
    pixels = np.full((200, size, 3), 20, np.uint8)
    if change is not None:
        x, y, width, height = change
        pixels[y : y + height, x : x + width] += np.uint8(min(by, 235))
    cv2.imwrite(str(path), pixels)
    return path


def test_the_same_picture_is_the_same_and_so_is_another_rounding(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.png")
    assert compare(plain, plain) is None
    assert compare(plain, written(tmp_path / "b.png", (0, 0, 300, 200), by=30)) is None
    assert compare(plain, written(tmp_path / "b.png", (5, 5, 10, 10))) is None


def test_what_differs_is_named_with_its_place_and_framed(tmp_path: Path) -> None:
    found = compare(written(tmp_path / "a.png"), written(tmp_path / "b.png", (100, 50, 40, 20)))
    assert found is not None
    assert found.words == "b.png: 1.33% of the pixels differ: 40 x 20 at (100, 50)"
    assert found.picture is not None
    assert found.picture[48, 110].tolist() == [255, 0, 255]


def test_another_size_is_said(tmp_path: Path) -> None:
    found = compare(written(tmp_path / "a.png"), written(tmp_path / "b.png", size=310))
    assert found is not None
    assert (found.words, found.picture) == ("b.png: is 310 x 200 pixels, was 300 x 200", None)
