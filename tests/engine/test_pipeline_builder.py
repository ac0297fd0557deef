"""What a start finds out about a model, and how long it may take for that."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from driftwatch.engine.pipeline_builder import MOST_SECONDS, PipelineSettings, build_pipeline
from driftwatch.errors import OutputError, TensorError
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array, Tensors
from tests.engine.file_client import FileClient
from tests.inference.convention_models import saying, seeing

PLAIN = PipelineSettings("", InputSettings(), OutputSettings(decoder="yolo_end_to_end"))


class Counting(FileClient):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.runs: list[tuple[int, ...]] = []
        run = self.infer_with(lambda _: {})

        def counted(tensors: Tensors) -> dict[str, Array]:
            self.runs.append(next(iter(tensors.values())).shape)
            return run(tensors)

        self.infer_with(counted)


def rows(*given: tuple[float, ...]) -> dict[str, Array]:
    table = np.zeros((1, 300, 6), np.float32)
    table[0, : len(given)] = np.reshape(given, (-1, 6))
    return {"output0": table}


GOOD, BAD = (10.0, 10.0, 60.0, 80.0, 0.9, 1.0), (10.0, 10.0, 60.0, 80.0, 9.0, 1.0)


async def test_a_model_that_is_read_right_starts_without_a_word(tmp_path: Path) -> None:
    said: list[str] = []
    client = Counting(seeing(tmp_path / "m.onnx", rows(), rows(GOOD), (320, 320)))
    pipeline = await build_pipeline(client, PLAIN, said.append, itertools.count(step=0.01).__next__)
    assert (said, pipeline.doubts) == ([], ())
    assert len(client.runs) == 4  # grey, two scenes, and an upright one because the image is letterboxed


async def test_what_only_a_scene_shows_is_refused(tmp_path: Path) -> None:
    client = FileClient(seeing(tmp_path / "m.onnx", rows(), rows(BAD), (320, 320)))
    with pytest.raises(OutputError, match="class scores run from 0 to 9"):
        await build_pipeline(client, PLAIN, lambda _: None, itertools.count(step=0.01).__next__)


async def test_what_is_doubted_is_warned_of_once(tmp_path: Path) -> None:
    said: list[str] = []
    client = FileClient(saying(tmp_path / "m.onnx", rows(GOOD), (320, 320), {}))
    await build_pipeline(client, PLAIN, said.append, itertools.count(step=0.01).__next__)
    assert len(said) == 1
    assert "its answer is the same for 4 different images" in said[0]


@pytest.mark.parametrize(("seconds", "runs"), [(0.01, 4), (0.07, 2), (0.11, 1), (3.0, 1)])
async def test_a_slow_model_is_tried_less(tmp_path: Path, seconds: float, runs: int) -> None:
    """The clock goes on by `seconds` with each look at it: an inference takes one, and what is between them one."""
    client = Counting(seeing(tmp_path / "m.onnx", rows(), rows(GOOD), (320, 320)))
    ticks = itertools.count(step=seconds)
    await build_pipeline(client, PLAIN, lambda _: None, lambda: next(ticks))
    assert len(client.runs) == runs
    assert MOST_SECONDS == 0.15


async def test_a_scene_that_the_model_cannot_take_does_not_stop_the_start(tmp_path: Path) -> None:
    client = FileClient(seeing(tmp_path / "m.onnx", rows(), rows(GOOD), ("h", "w")))
    run = client.infer_with(lambda _: {})

    def wide_only(tensors: Tensors) -> dict[str, Array]:
        shape = next(iter(tensors.values())).shape
        if shape[2] > shape[3]:
            raise TensorError("the model cannot run on these inputs")
        return run(tensors)

    client.infer_with(wide_only)
    pipeline = await build_pipeline(client, PLAIN, lambda _: None, itertools.count(step=0.01).__next__)
    assert pipeline.doubts == ()
