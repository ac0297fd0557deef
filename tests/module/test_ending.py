"""The module ends soon after its signal, whatever hangs in it, and writes what it counted first."""

import asyncio
import os
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest
from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError

from driftwatch import names
from tests.inference.frames import jpeg, picture
from tests.inference.tflite_models import slow
from tests.module.conftest import SOCKET, ModuleProcess, start, viam_image
from tests.onnx_models import endless, region_detector
from tests.waiting import until_async

PATIENCE = 30.0  # seconds of a busy host; it waited for ever


class AtWork:
    """Which threads of a module have computed since this was made, but for the one that answers."""

    def __init__(self, module: ModuleProcess) -> None:
        self._module = module
        self._before = self._seconds()

    async def wait_for(self, threads: int) -> None:
        async def compute() -> bool:
            spent = [seconds - self._before.get(thread, 0.0) for thread, seconds in self._seconds().items()]
            return sum(seconds > 0.3 for seconds in spent) >= threads

        await until_async(compute, PATIENCE, f"{threads} inferences to begin")

    def _seconds(self) -> dict[int, float]:
        process = self._module.process
        return {thread.id: thread.user_time for thread in process.threads() if thread.id != process.pid}


async def test_neither_models_at_work_nor_a_file_that_is_none_keep_it_alive(tmp_path: Path) -> None:
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
    (tmp_path / "slow.tflite").write_bytes(slow(steps=5000))
    await module.add("slow", names.TFLITE_CPU, {"model_path": str(tmp_path / "slow.tflite"), "num_threads": 1})
    square = np.zeros((1, 1024, 1024), np.float32)
    starting = [asyncio.ensure_future(module.mlmodel("slow").infer({"power 0": square}))]
    await AtWork(module).wait_for(1)
    starting.append(asyncio.ensure_future(module.mlmodel("loop").infer({"x": np.zeros(1, np.float32)})))
    await AtWork(module).wait_for(2)
    begun = time.monotonic()
    process.terminate()
    assert await asyncio.to_thread(process.wait, PATIENCE) == 0
    took = time.monotonic() - begun
    for inference in starting:
        assert not inference.done() or isinstance(inference.exception(), (GRPCError, StreamTerminatedError))
        inference.cancel()
    module.channel.close()
    assert took < PATIENCE
    assert "Traceback" not in (tmp_path / "module.log").read_text()
    (kept,) = state.glob("statistics.db*")  # one whole file, no log beside it
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT sum(frames) FROM frame_stats").fetchone() == (7,)
