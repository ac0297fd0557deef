"""A board that is too small for its cameras, on a model that answers when the test says so."""

import asyncio
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from driftwatch.inference.model import Model
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.inference.worker import Worker
from tests.waiting import until_async

CAMERAS = 8


@dataclass
class SlowRuntime:
    """Each inference takes until `allowed` is released once."""

    info: ModelInfo = field(default_factory=lambda: ModelInfo("m", "onnx", (), ()))
    allowed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def run(self, tensors: Tensors) -> dict[str, Array]:
        assert self.allowed.acquire(timeout=20)
        return {}

    def interrupt(self, thread: int | None = None) -> None: ...

    def close(self) -> None: ...


@dataclass
class Frame:
    tensors: dict[str, Array] = field(default_factory=dict[str, Any])


class Board:
    """One model that some cameras are watched with, each by a loop that takes its next frame when it is answered."""

    def __init__(self) -> None:
        self.runtime = SlowRuntime()
        self.worker = Worker("model")
        self.model = Model(self.runtime, self.worker, 1)
        self.begun: list[str] = []
        self.loops = [asyncio.ensure_future(self._watch(f"cam-{camera}")) for camera in range(CAMERAS)]

    async def _watch(self, camera: str) -> None:
        while True:
            await self.ask(camera, gives_way=True)

    async def ask(self, who: str, gives_way: bool = False) -> None:
        def prepare() -> Frame:
            self.begun.append(who)
            return Frame()

        await self.model.infer_prepared(prepare, lambda outputs, _: outputs, who, gives_way)

    async def infer(self, times: int) -> list[str]:
        """Lets the model finish this many inferences; whose frames were begun after each of them."""
        start = len(self.begun)
        for done in range(times):
            await until_async(lambda wanted=start + done: _reached(len(self.begun) >= wanted), 10)
            self.runtime.allowed.release()
            await until_async(lambda wanted=start + done + 1: _reached(len(self.begun) >= wanted), 10)
        return self.begun[start : start + times]

    async def close(self) -> None:
        for loop in self.loops:
            loop.cancel()
        for _ in range(2 * CAMERAS):
            self.runtime.allowed.release()
        await asyncio.gather(*self.loops, return_exceptions=True)
        self.worker.close()


async def _reached(is_true: bool) -> bool:
    return is_true


async def begun(board: Board) -> None:
    """Returns when the first frame is on the model and every other camera waits with one."""
    await until_async(lambda: _reached(len(board.begun) == 1 and board.worker.waiting == CAMERAS - 1), 10)


async def test_cameras_slow_down_evenly_and_nothing_queues_up() -> None:
    board = Board()
    await begun(board)
    looked = Counter(await board.infer(5 * CAMERAS))
    assert set(looked.values()) == {5}
    assert board.worker.waiting <= CAMERAS
    await board.close()


async def test_a_caller_is_served_before_every_camera_that_waits() -> None:
    board = Board()
    await begun(board)
    calls = [asyncio.ensure_future(board.ask("caller")) for _ in range(2)]
    await asyncio.sleep(0)
    assert await board.infer(3) == ["caller", "caller", "cam-1"]
    await asyncio.wait_for(asyncio.gather(*calls), 10)
    await board.close()
