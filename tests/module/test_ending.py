"""The module ends soon after its signal, whatever hangs in it, and writes what it counted first."""

import asyncio
import os
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest
from grpclib import GRPCError

from driftwatch import names
from tests.inference.frames import jpeg, picture
from tests.module.conftest import SOCKET, ModuleProcess, start, viam_image
from tests.onnx_models import endless, region_detector
from tests.waiting import until_async

PATIENCE = 30.0  # seconds of a busy host; it waited for ever


async def test_neither_a_model_that_never_ends_nor_a_file_that_is_none_keeps_it_alive(tmp_path: Path) -> None:
    process = start(tmp_path)
    module = ModuleProcess(process.pid, tmp_path / SOCKET)
    await module.ready()
    state = tmp_path / "state"
    os.mkfifo(tmp_path / "pipe.onnx")
    with pytest.raises(GRPCError, match="a pipe, no file"):
        await module.add("pipe", names.ONNX_CPU, {"model_path": str(tmp_path / "pipe.onnx")})
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "m.onnx"))})
    await module.add("v", names.VISION, {"mlmodel_name": "m", "state_dir": str(state)})
    for number in range(7):
        await module.vision("v").get_detections(viam_image(jpeg(picture(96, 96 + number))))
    await module.add("loop", names.ONNX_CPU, {"model_path": str(endless(tmp_path / "loop.onnx"))})
    starting = asyncio.ensure_future(module.mlmodel("loop").infer({"x": np.zeros(1, np.float32)}))

    async def hangs() -> bool:
        return (await asyncio.to_thread(module.process.cpu_percent, 0.2)) > 10

    await until_async(hangs, PATIENCE, "the endless inference to begin")
    begun = time.monotonic()
    process.terminate()
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0
    took = time.monotonic() - begun
    starting.cancel()
    module.channel.close()
    assert took < PATIENCE
    (kept,) = state.glob("statistics.db*")  # one whole file, no log beside it
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT sum(frames) FROM frame_stats").fetchone() == (7,)
