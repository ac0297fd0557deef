"""While a model runs, everything else answers at once."""

import asyncio
import statistics
import time
from pathlib import Path

import numpy as np

from driftwatch import names
from tests.module.conftest import ModuleProcess
from tests.onnx_models import slow


async def test_small_calls_are_answered_while_a_model_runs(module: ModuleProcess, tmp_path: Path) -> None:
    """As a share of the inference itself, so that a busy host does not matter: inline inference would give 1."""
    await module.add("m", names.ONNX_CPU, {"model_path": str(slow(tmp_path / "m.onnx")), "num_threads": 1})
    model = module.mlmodel("m")
    image = {"x": np.zeros((1, 3, 640, 640), np.float32)}
    await model.infer(image)
    started = time.perf_counter()
    await model.infer(image)
    inference = time.perf_counter() - started

    waits: list[float] = []
    running = [asyncio.ensure_future(model.infer(image)) for _ in range(3)]
    while not all(call.done() for call in running):
        asked = time.perf_counter()
        await model.get_status()
        waits.append(time.perf_counter() - asked)
        await asyncio.sleep(inference / 50)
    await asyncio.gather(*running)
    assert statistics.median(waits) < 0.25 * inference
