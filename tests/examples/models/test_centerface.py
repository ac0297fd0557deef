"""face.onnx against the published CenterFace, decoded here with numpy."""

import hashlib
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from numpy.typing import NDArray

from examples.cache import cache_folder
from examples.demo.assets import model
from examples.demo.download import fetch
from examples.demo.sources import CENTERFACE
from examples.models import centerface
from tests.examples.frames import frames, stretch
from tests.examples.oracle import suppress

WIDTH, HEIGHT = 192, 160


def session(content: bytes) -> Any:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(content, options)


@pytest.fixture(scope="module")
def published() -> bytes:
    return fetch(CENTERFACE, cache_folder() / "published").read_bytes()


@pytest.fixture(scope="module")
def wrapped() -> Any:
    return session(model("face.onnx").read_bytes())


def answers(wrapped: Any, name: str) -> list[dict[str, NDArray[Any]]]:
    names = ["location", "category", "score"]
    return [
        dict(zip(names, wrapped.run(names, {"image": stretch(frame, WIDTH, HEIGHT)}), strict=True))
        for frame in frames(name)
    ]


def any_size(published: bytes) -> Any:
    """The published file declares a batch of ten small images; the network itself takes any size."""
    network = onnx.load_from_string(published)
    weights = {tensor.name for tensor in network.graph.initializer}
    for value in [*network.graph.input, *network.graph.output]:
        if value.name not in weights:
            for number, dim in enumerate(value.type.tensor_type.shape.dim):
                dim.dim_param = f"{value.name}_{number}"
    return session(network.SerializeToString())


def decode(raw: Any, image: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    heat, size, offset = raw.run(["537", "538", "539"], {"input.1": image.transpose(0, 3, 1, 2).astype(np.float32)})
    boxes: list[list[float]] = []
    scores: list[float] = []
    for row in range(HEIGHT // 4):
        for column in range(WIDTH // 4):
            y, x = 4 * (row + 0.5 + offset[0, 0, row, column]), 4 * (column + 0.5 + offset[0, 1, row, column])
            height, width = 4 * np.exp(size[0, :, row, column].astype(np.float64))
            box = [
                (y - height / 2) / HEIGHT,
                (x - width / 2) / WIDTH,
                (y + height / 2) / HEIGHT,
                (x + width / 2) / WIDTH,
            ]
            boxes.append([min(max(float(corner), 0.0), 1.0) for corner in box])
            scores.append(float(heat[0, 0, row, column]))
    return suppress(np.array(boxes), np.array(scores), floor=0.1, limit=10)


@pytest.mark.parametrize("video", ["carphone_pristine", "carphone_distorted", "bikes"])
def test_decodes_as_the_published_outputs_say(published: bytes, wrapped: Any, video: str) -> None:
    raw = any_size(published)
    for frame in frames(video)[::24]:
        image = stretch(frame, WIDTH, HEIGHT)
        location, category, score = wrapped.run(["location", "category", "score"], {"image": image})
        boxes, scores = decode(raw, image)
        rows = len(scores)
        np.testing.assert_allclose(score[0, :rows], scores, atol=1e-4)
        np.testing.assert_allclose(location[0, :rows], boxes, atol=1e-4)
        assert not score[0, rows:].any()
        assert not location[0, rows:].any()
        assert not category.any()


def test_finds_the_face_in_the_clean_video(wrapped: Any) -> None:
    best = np.array([answer["score"][0, 0] for answer in answers(wrapped, "carphone_pristine")])
    assert len(best) == 120
    assert (best >= 0.5).mean() >= 0.95
    assert best.mean() > 0.85


@pytest.mark.slow
def test_is_less_sure_of_the_distorted_video(wrapped: Any) -> None:
    clean, bad = (
        np.mean([answer["score"][0, 0] for answer in answers(wrapped, f"carphone_{which}")])
        for which in ("pristine", "distorted")
    )
    assert bad < clean - 0.1


def test_is_the_same_file_each_time(published: bytes) -> None:
    assert (
        hashlib.sha256(centerface.wrap(published)).digest() == hashlib.sha256(model("face.onnx").read_bytes()).digest()
    )
