"""Windows, wanted answers and the network: what the script computes, and the same in the file that it writes."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from numpy.typing import NDArray

from model.dataset import Box, Example
from model.detector_file import detector_file
from model.network import Network, new_network
from model.samples import draw_samples, targets
from model.windows import GREY, STRIDES, Canvas, canvas_for, centres, mirrored, place, windows

CANVAS = Canvas(96, 64)
RNG = np.random.default_rng(0)
PICTURE = Example(RNG.integers(0, 255, (60, 96, 3)).astype(np.uint8), (Box("a", 0.25, 0.4, 0.5, 0.8),))


def network(classes: int) -> Network:
    return new_network(classes, np.random.default_rng(1))


def surest(probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Cells that no neighbour of their grid is surer than that there is something."""
    kept: list[bool] = []
    something = 1 - probabilities[:, -1]
    for stride in STRIDES:
        rows, columns = CANVAS.height // stride, CANVAS.width // stride
        grid = something[len(kept) :][: rows * columns].reshape(rows, columns)
        for row in range(rows):
            for column in range(columns):
                around = grid[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
                kept.append(bool(grid[row, column] >= around.max()))
    return np.array(kept)


def test_the_file_computes_what_the_script_computed(tmp_path: Path) -> None:
    path, made = tmp_path / "model.onnx", network(2)
    path.write_bytes(detector_file(made, ("a", "b's"), CANVAS, {}))
    onnx.checker.check_model(onnx.load(path), full_check=True)
    placed = place(PICTURE, ("a", "b's"), CANVAS)
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    given = np.full((64, 96, 3), 114, np.uint8)
    given[2:62] = PICTURE.pixels
    (output,) = session.run(None, {"images": (given / 255).astype(np.float32).transpose(2, 0, 1)[None]})
    found, cells = np.asarray(output)[0].T, centres(CANVAS)
    assert found.shape == (len(cells), 6)
    expected = made.probabilities(windows(placed.pixels))
    best = surest(expected)
    assert 0 < best.sum() < len(cells) / 3
    np.testing.assert_allclose(found[:, 4:], expected[:, :2] * best[:, None], atol=1e-4)
    places = made.layers(windows(placed.pixels)).said[:, -4:]
    sides = 4 * cells[:, 2:]
    np.testing.assert_allclose(found[:, :2], cells[:, :2] + places[:, :2] * sides, atol=1e-2)
    np.testing.assert_allclose(found[:, 2:4], np.maximum(places[:, 2:], 0.02) * sides, atol=1e-2)
    assert session.get_modelmeta().custom_metadata_map["names"] == """{0: 'a', 1: "b's"}"""


def test_a_cell_on_an_object_is_wanted_and_knows_its_place() -> None:
    placed = place(PICTURE, ("a", "b"), CANVAS)
    np.testing.assert_allclose(placed.boxes, [[36, 38, 24, 24]])
    wanted, places = targets(placed, CANVAS, 2)
    best = int(wanted[:, 0].argmax())
    cell = centres(CANVAS)[best]
    assert wanted[best, 0] == pytest.approx(1)
    assert np.abs(cell[:2] - (36, 38)).max() <= cell[2] / 2
    np.testing.assert_allclose(cell[:2] + places[best, :2] * 4 * cell[2], (36, 38), atol=1e-4)
    np.testing.assert_allclose(places[best, 2:] * 4 * cell[2], (24, 24), atol=1e-4)
    np.testing.assert_allclose(wanted.sum(axis=1), 1, atol=1e-6)
    assert not wanted[:, 1].any()


def test_large_objects_belong_to_the_coarse_grid() -> None:
    large = place(Example(PICTURE.pixels, (Box("a", 0.1, 0.0, 0.9, 1.0),)), ("a",), CANVAS)
    wanted, _ = targets(large, CANVAS, 1)
    assert set(centres(CANVAS)[wanted[:, 0] > 0.5, 2]) == {32}


def test_chosen_windows_are_those_of_all_in_the_order_asked_for() -> None:
    pixels = place(PICTURE, ("a",), CANVAS).pixels
    chosen = np.array([120, 3, 96, 125, 0, 3])
    np.testing.assert_array_equal(windows(pixels, chosen), windows(pixels)[chosen])


def test_what_lies_outside_of_a_picture_is_as_grey_as_its_bars() -> None:
    plain = Example(np.full((32, 32, 3), round(GREY * 255), np.uint8), ())
    assert np.abs(windows(place(plain, (), Canvas(32, 32)).pixels)).max() < 1e-5


def test_mirrored_twice_is_the_same() -> None:
    once = mirrored(PICTURE, left_right=True, up_down=True)
    assert (once.boxes[0].xmin, once.boxes[0].ymax) == pytest.approx((0.5, 0.6))
    twice = mirrored(once, left_right=True, up_down=True)
    np.testing.assert_array_equal(twice.pixels, PICTURE.pixels)
    assert (twice.boxes[0].xmin, twice.boxes[0].ymin) == pytest.approx((0.25, 0.4))


def test_the_input_has_the_proportions_of_the_pictures() -> None:
    def size(height: int, width: int, longest: int) -> Canvas:
        return canvas_for([Example(np.zeros((height, width, 3), np.uint8), ())], longest)

    assert size(480, 640, 320) == Canvas(320, 256)
    assert size(20, 20, 320) == Canvas(32, 32)
    assert size(1080, 1920, 320) == Canvas(320, 192)


def test_samples_hold_every_window_on_an_object() -> None:
    placed = place(PICTURE, ("a",), CANVAS)
    samples = draw_samples(placed, CANVAS, 1, np.random.default_rng(3))
    assert (samples.wanted[:, 0] > 0.3).sum() == (targets(placed, CANVAS, 1)[0][:, 0] > 0.3).sum()
    assert (samples.wanted[:, 0] == 0).sum() >= 8
