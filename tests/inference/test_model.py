import asyncio
import os
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from driftwatch.errors import ImageError, ModelError, OutputError
from driftwatch.inference.model import Model
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.inference.worker import Worker
from tests.onnx_models import endless, growing
from tests.waiting import until_async


@dataclass
class Gated:
    """A runtime whose runs begin, and end when the gate opens."""

    info: ModelInfo = field(default_factory=lambda: ModelInfo("gated", "test", (), ()))
    gate: threading.Event = field(default_factory=threading.Event)
    begun: list[float] = field(default_factory=list[float])
    interrupted: int = 0

    def run(self, tensors: Tensors) -> dict[str, Array]:
        self.begun.append(float(tensors["x"][0]))
        assert self.gate.wait(10)
        return {"y": tensors["x"] * 2}

    def interrupt(self, thread: int | None = None) -> None:
        self.interrupted += 1

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Frame:
    number: int

    @property
    def tensors(self) -> Tensors:
        return {"x": np.array([self.number], np.float32)}


class Looks:
    """Looks of one caller at a model with a gate. prepared: the frames that were made ready so far."""

    def __init__(self, at_once: int = 1) -> None:
        self.runtime = Gated()
        self.prepared: list[int] = []
        self.model = Model(self.runtime, Worker("model", at_once + 1), at_once)

    def look(self, number: int) -> "asyncio.Task[tuple[int, float]]":
        def prepare() -> Frame:
            self.prepared.append(number)
            return Frame(number)

        def read(outputs: dict[str, Array], frame: Frame) -> tuple[int, float]:
            return frame.number, float(outputs["y"][0])

        return asyncio.create_task(self.model.infer_prepared(prepare, read))

    async def wait_for(self, prepared: int, begun: int) -> None:
        async def there() -> bool:
            return (len(self.prepared), len(self.runtime.begun)) == (prepared, begun)

        await until_async(there, 10, "the looks to begin")

    async def end(self) -> None:
        self.runtime.gate.set()
        await self.model.close()


@pytest.mark.parametrize("at_once", [1, 2])
async def test_the_next_frame_is_made_ready_while_the_model_runs_and_no_more_run_than_may(at_once: int) -> None:
    looks = Looks(at_once)
    tasks = [looks.look(number) for number in range(5)]
    await looks.wait_for(prepared=at_once + 1, begun=at_once)
    looks.runtime.gate.set()
    assert await asyncio.gather(*tasks) == [(number, 2.0 * number) for number in range(5)]
    await looks.end()


async def test_a_frame_whose_caller_has_gone_is_not_made_ready() -> None:
    looks = Looks()
    tasks = [looks.look(number) for number in range(3)]
    await looks.wait_for(prepared=2, begun=1)
    tasks[2].cancel()
    await asyncio.wait([tasks[2]])
    await asyncio.sleep(0)  # what it waited for is cancelled in the loop's next round
    looks.runtime.gate.set()
    await asyncio.gather(*tasks[:2])
    await looks.end()
    assert looks.prepared == [0, 1]


async def test_what_is_wrong_with_a_frame_reaches_its_caller_and_the_next_is_looked_at() -> None:
    looks = Looks()

    def damaged() -> Frame:
        raise ImageError("damaged")

    looks.runtime.gate.set()
    with pytest.raises(ImageError, match="damaged"):
        await looks.model.infer_prepared(damaged, lambda outputs, _: outputs)
    assert await looks.look(3) == (3, 6.0)
    await looks.end()


async def test_an_inference_that_never_ends_is_given_up_and_so_is_all_that_waits_for_it() -> None:
    runtime = Gated()
    model = Model(runtime, Worker("model", 2), 1, patience=0.05)
    calls = [asyncio.ensure_future(model.infer({"x": np.zeros(1, np.float32)})) for _ in range(4)]
    for answer in await asyncio.gather(*calls, return_exceptions=True):
        assert isinstance(answer, ModelError)
        assert "has not ended within 0.05 s" in str(answer)
    with pytest.raises(ModelError, match="has not ended"):  # at once: nobody waits for it again
        await asyncio.wait_for(model.infer({"x": np.zeros(1, np.float32)}), 10)
    assert runtime.interrupted
    runtime.gate.set()

    async def works() -> bool:
        try:
            await model.infer({"x": np.zeros(1, np.float32)})
        except ModelError:
            return False
        return True

    await until_async(works, 10, "the model to be free again")
    await model.close()


async def test_closing_does_not_wait_for_an_inference_that_never_ends() -> None:
    looks = Looks()
    hanging = looks.look(0)
    await looks.wait_for(prepared=1, begun=1)
    await asyncio.wait_for(looks.model.close(), 10)
    assert looks.runtime.interrupted
    hanging.cancel()
    looks.runtime.gate.set()


def test_what_is_no_file_is_no_model_and_is_not_waited_for(tmp_path: Path) -> None:
    for suffix in (".onnx", ".tflite"):
        os.mkfifo(tmp_path / f"pipe{suffix}")
        with pytest.raises(ModelError, match="a pipe, no file"):
            open_model(tmp_path / f"pipe{suffix}", "", 1)
    with pytest.raises(ModelError, match="a device, no file"):
        open_model(Path("/dev/zero"), ".onnx", 1)


async def test_an_endless_loop_in_a_graph_ends(tmp_path: Path) -> None:
    model = Model(open_model(endless(tmp_path / "loop.onnx"), "", 1), Worker("model", 2), 1, patience=0.1)
    with pytest.raises(ModelError, match="a loop without an end"):
        await model.infer({"x": np.zeros(1, np.float32)})
    await asyncio.wait_for(model.close(), 10)


async def test_one_that_never_ends_is_broken_off_and_leaves_the_others_alone(tmp_path: Path) -> None:
    model = Model(open_model(endless(tmp_path / "loop.onnx"), "", 1), Worker("model", 3), 2, patience=0.1)
    with pytest.raises(ModelError, match="a loop without an end"):
        await model.infer({"x": np.zeros(1, np.float32)})
    await model.close()


async def test_one_whose_caller_has_gone_is_broken_off_too(tmp_path: Path) -> None:
    worker = Worker("model", 1)
    model = Model(open_model(endless(tmp_path / "loop.onnx"), "", 1), worker, 1, patience=0.1)
    asked = asyncio.ensure_future(model.infer({"x": np.zeros(1, np.float32)}))
    await asyncio.sleep(0)

    async def has_begun() -> bool:
        return worker.waiting == 0

    await until_async(has_begun, 10, "the inference to begin")
    asked.cancel()
    await asyncio.wait([asked])
    assert await asyncio.wait_for(worker.do(lambda: "its only thread is free"), 20)
    await model.close()


async def test_an_answer_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    model = await Model.load(growing(tmp_path / "grows.onnx"), "", 1, "m")
    assert (await model.infer({"n": np.array([10], np.int64)}))["y"].shape == (10,)
    with pytest.raises(OutputError, match="gave 120 MB for one image") as refused:
        await model.infer({"n": np.array([30_000_000], np.int64)})
    assert not list(arrays_kept_by(refused.value)), "an error that waits to be sent would hold the whole answer"
    assert (await model.infer({"n": np.array([10], np.int64)}))["y"].shape == (10,)
    await model.close()


def arrays_kept_by(error: BaseException) -> Iterator[Any]:
    """What the frames of its traceback refer to, alone or in a dict."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            entries = cast("dict[Any, Any]", value).values() if isinstance(value, dict) else (value,)
            yield from (one for one in entries if isinstance(one, np.ndarray) and one.nbytes > 1_000_000)
