"""Several runs of one model at once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from driftwatch.inference.runtimes import lanes, open_model
from driftwatch.inference.runtimes.runtime import Runtime
from tests.inference import tflite_models
from tests.inference.onnx_models import identity

SHAPE = (1, 4, 4, 3)
AT_ONCE, TIMES = 4, 50


def an_onnx_model(folder: Path) -> Runtime:
    return open_model(identity(folder / "m.onnx", {"image": ("float32", SHAPE)}), "", 1)


def a_tflite_model(folder: Path) -> Runtime:
    path = folder / "m.tflite"
    path.write_bytes(tflite_models.relu(SHAPE))
    return open_model(path, "", 1)


@pytest.mark.parametrize("opened", [an_onnx_model, a_tflite_model])
def test_each_run_gets_the_answer_to_its_own_input(opened: Callable[[Path], Runtime], tmp_path: Path) -> None:
    runtime, together = opened(tmp_path), Barrier(AT_ONCE)

    def ask(number: int) -> set[float]:
        together.wait(10)
        answers: set[float] = set()
        for _ in range(TIMES):
            (output,) = runtime.run({"image": np.full(SHAPE, number, np.float32)}).values()
            answers |= set(output.ravel().tolist())
        return answers

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert list(threads.map(ask, range(AT_ONCE))) == [{float(number)} for number in range(AT_ONCE)]


def test_a_model_has_as_many_lanes_as_its_threads_leave_cores_for_and_two_where_it_has_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert [lanes(".onnx", threads) for threads in (0, 1, 2, 3, 8)] == [2, 4, 2, 2, 2]
    assert [lanes(".tflite", threads) for threads in (0, 1, 2, 3, 8)] == [4, 4, 2, 2, 2]
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert [lanes(suffix, 0) for suffix in (".onnx", ".tflite")] == [1, 1]
