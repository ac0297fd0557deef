"""face.tflite against the published BlazeFace, decoded here with numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from examples.cache import cache_folder
from examples.demo.assets import model
from examples.demo.download import fetch
from examples.demo.sources import BLAZEFACE
from examples.models import blazeface
from tests.examples.frames import frames, stretch
from tests.examples.oracle import suppress

SIDE = 128


class Model:
    def __init__(self, path: Path) -> None:
        self._interpreter: Any = Interpreter(str(path), num_threads=1)
        self._interpreter.allocate_tensors()
        self.input = self._interpreter.get_input_details()[0]

    def run(self, image: NDArray[Any]) -> dict[str, NDArray[Any]]:
        self._interpreter.set_tensor(self.input["index"], image)
        self._interpreter.invoke()
        details = self._interpreter.get_output_details()
        return {detail["name"]: self._interpreter.get_tensor(detail["index"]) for detail in details}


@pytest.fixture(scope="module")
def published() -> Path:
    return fetch(BLAZEFACE, cache_folder() / "published")


@pytest.fixture(scope="module")
def wrapped() -> Model:
    return Model(model("face.tflite"))


def images(name: str) -> list[NDArray[np.float32]]:
    return [(stretch(frame, SIDE, SIDE) / 127.5 - 1).astype(np.float32) for frame in frames(name)]


def decode(outputs: dict[str, NDArray[Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two anchors a cell of 8 pixels, then six a cell of 16, row by row."""
    cells = [
        (stride, row, column)
        for stride, repeats in ((8, 2), (16, 6))
        for row in range(SIDE // stride)
        for column in range(SIDE // stride)
        for _ in range(repeats)
    ]
    raw, logits = outputs["regressors"][0].astype(np.float64), outputs["classificators"][0, :, 0]
    boxes: list[list[float]] = []
    for (stride, row, column), (x, y, width, height) in zip(cells, raw[:, :4], strict=True):
        middle_x, middle_y = (column + 0.5) * stride + x, (row + 0.5) * stride + y
        boxes.append([middle_y - height / 2, middle_x - width / 2, middle_y + height / 2, middle_x + width / 2])
    found, scores = suppress(np.array(boxes) / SIDE, 1 / (1 + np.exp(-logits.astype(np.float64))), 0.1, 10)
    return np.clip(found, 0, 1), scores


@pytest.mark.parametrize("video", ["carphone_pristine", "carphone_distorted", "bikes"])
def test_decodes_as_the_published_outputs_say(published: Path, wrapped: Model, video: str) -> None:
    raw = Model(published)
    for image in images(video)[::12]:
        boxes, scores = decode(raw.run(image))
        answer = wrapped.run(image)
        rows = len(scores)
        assert answer["count"] == rows
        np.testing.assert_allclose(answer["score"][0, :rows], scores, atol=1e-4)
        np.testing.assert_allclose(answer["location"][0, :rows], boxes, atol=1e-4)
        assert not answer["score"][0, rows:].any()
        assert not answer["location"][0, rows:].any()
        assert not answer["category"].any()


def test_its_tensors_are_named_as_viam_names_them(wrapped: Model) -> None:
    assert wrapped.input["name"] == "image"
    shapes = {name: tensor.shape for name, tensor in wrapped.run(np.zeros((1, 128, 128, 3), np.float32)).items()}
    assert shapes == {"location": (1, 10, 4), "category": (1, 10), "score": (1, 10), "count": (1,)}


def test_finds_the_face_in_the_clean_video(wrapped: Model) -> None:
    best = np.array([wrapped.run(image)["score"][0, 0] for image in images("carphone_pristine")])
    assert len(best) == 120
    assert (best >= 0.5).mean() >= 0.95
    assert best.mean() > 0.85


def test_is_less_sure_of_the_distorted_video(wrapped: Model) -> None:
    clean, bad = (
        np.mean([wrapped.run(image)["score"][0, 0] for image in images(f"carphone_{which}")])
        for which in ("pristine", "distorted")
    )
    assert bad < clean - 0.1


def test_is_the_same_file_each_time(published: Path) -> None:
    assert blazeface.wrap(published.read_bytes()) == model("face.tflite").read_bytes()
