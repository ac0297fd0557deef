"""The live answer comes first, whatever is told of it."""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.frame_processor import FrameProcessor, Sinks
from driftwatch.engine.pipeline_builder import PipelineSettings, build_pipeline
from driftwatch.engine.shadow.shadow import ComparisonTerms, Shadow
from driftwatch.errors import BusyError, ImageError
from driftwatch.inference.answer import Answer, Size
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.large_pictures import MOST_WAITING
from driftwatch.inference.model import Model
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array
from driftwatch.observation import ModelIdentity, Observation
from driftwatch.storage.health import Notice
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.shadow.settings import ShadowSettings
from driftwatch.watch.vision_watch import VisionWatch
from tests.engine.file_client import FileClient, ModelOf
from tests.inference.convention_models import saying
from tests.inference.frames import jpeg, picture, png, raw_rgba
from tests.onnx_models import region_detector
from tests.waiting import until_async
from tests.watch.world import World


class Hanging:
    """A candidate that never answers."""

    identity = ModelIdentity("next")

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def infer(self, image: EncodedImage) -> Answer:
        self.begun.set()
        return await asyncio.Future()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    yield made
    made.registry.close()


async def test_no_answer_waits_for_a_candidate_that_hangs(world: World, tmp_path: Path) -> None:
    candidate = Hanging()

    async def load() -> Hanging:
        return candidate

    async def runs() -> bool:
        return world.watch.shadow.status.state == "running"

    shadow = Shadow(ShadowSettings("next"), ComparisonTerms(), load, world.watch, world.notices.append)
    await until_async(runs, 10)
    client = FileClient(region_detector(tmp_path / "d.onnx"))
    pipeline = await build_pipeline(client, PipelineSettings("", InputSettings(), OutputSettings()), lambda _: None)
    processor = FrameProcessor(client, pipeline, Sinks(world.watch, None, shadow), world.clock)
    frames = [EncodedImage(jpeg(picture(96, 96 + number)), "image/jpeg") for number in range(10)]
    assert (await processor.process(frames[0], "cam")).detections
    assert not candidate.begun.is_set()  # the answer was back before the candidate was asked
    await asyncio.wait_for(candidate.begun.wait(), 10)
    for frame in frames[1:]:
        assert (await processor.process(frame, "cam")).detections
    counts = world.watch.shadow.comparison("cam").counts
    assert (counts.frames, counts.skipped) == (0, 9)
    await shadow.close()


class Listening:
    """A sink that counts the frames that it is given."""

    live = contextlib.nullcontext()

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def offer(self, observation: Observation, image: EncodedImage) -> None:
        self.frames.append(image.data)

    def consider(self, observation: Observation, image: EncodedImage, said: None) -> None:
        self.frames.append(image.data)


async def test_a_frozen_camera_is_counted_and_says_nothing_to_capture_and_candidate(
    world: World, tmp_path: Path
) -> None:
    client = FileClient(region_detector(tmp_path / "d.onnx"))
    pipeline = await build_pipeline(client, PipelineSettings("", InputSettings(), OutputSettings()), lambda _: None)
    kept, candidate = Listening(), Listening()
    sinks = Sinks(world.watch, cast(HardFrames, kept), cast(Shadow, candidate))
    processor = FrameProcessor(client, pipeline, sinks, world.clock)
    one, other = (EncodedImage(jpeg(picture(96, size)), "image/jpeg") for size in (96, 97))
    for camera, image in (("cam", one), ("cam", one), ("left", one), ("cam", one), ("cam", other), ("cam", one)):
        assert (await processor.process(image, camera)).detections
    world.wait(1)
    frames = world.stream.snapshot.open.frames
    assert (frames.frames, frames.frozen_frames) == (3, 2)
    assert kept.frames == candidate.frames == [one.data, one.data, other.data, one.data]


class Raising:
    """Whoever is told of a frame, and cannot take it."""

    def __getattr__(self, name: str) -> Any:
        def fail(*_: object) -> None:
            raise ZeroDivisionError(name)

        return fail


class Counting:
    """Takes hard frames and counts them."""

    def __init__(self) -> None:
        self.considered = 0

    def consider(self, *_: object) -> None:
        self.considered += 1


async def processor_of(world: World, model: Path, sinks: Sinks) -> FrameProcessor:
    client = FileClient(region_detector(model))
    pipeline = await build_pipeline(client, PipelineSettings("", InputSettings(), OutputSettings()), lambda _: None)
    return FrameProcessor(client, pipeline, sinks, world.clock)


async def test_no_sink_can_fail_a_reply_and_each_fault_is_told_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Notice] = []
    broken = Raising()
    sinks = Sinks(cast("VisionWatch", broken), cast("HardFrames", broken), None, told.append)
    monkeypatch.setattr("driftwatch.engine.frame_processor.image_statistics", broken.measure)
    processor = await processor_of(world, tmp_path / "d.onnx", sinks)
    for _ in range(3):
        assert (await processor.process(EncodedImage(jpeg(picture(96, 96)), "image/jpeg"), "cam")).detections
    with pytest.raises(ImageError):
        await processor.process(EncodedImage(b"no image", "image/jpeg"), "cam")
    assert sorted(notice.text for notice in told) == [
        "capture met a fault, answers go on: ZeroDivisionError('consider')",
        "doubts met a fault, answers go on: ZeroDivisionError('doubted')",
        "image statistics met a fault, answers go on: ZeroDivisionError('measure')",
        "statistics met a fault, answers go on: ZeroDivisionError('frame_failed')",
        "statistics met a fault, answers go on: ZeroDivisionError('record')",
    ]


@pytest.mark.parametrize("size", [(7, 640), (640, 7), (1, 1), (1, 900), (900, 1)], ids=str)
async def test_the_narrowest_images_are_answered_each_time(world: World, tmp_path: Path, size: tuple[int, int]) -> None:
    told: list[Notice] = []
    processor = await processor_of(world, tmp_path / "d.onnx", Sinks(world.watch, notify=told.append))
    for data in (png(picture(*size)), jpeg(picture(*size)), raw_rgba(picture(*size))):
        assert (await processor.process(EncodedImage(data, ""), data[:4].hex())).size == Size(*size)
    assert not told


async def test_a_damaged_frame_is_counted_as_failed_and_is_no_observation(world: World, tmp_path: Path) -> None:
    hard = Counting()
    processor = await processor_of(world, tmp_path / "d.onnx", Sinks(world.watch, cast("HardFrames", hard)))
    whole = jpeg(picture(320, 240))
    await processor.process(EncodedImage(whole, "image/jpeg"), "cam")
    with pytest.raises(ImageError, match="its data is damaged"):
        await processor.process(EncodedImage(whole[: len(whole) // 2] + b"\xff\xd9", "image/jpeg"), "cam")
    world.registry.work(world.clock())
    counts = world.stream.snapshot.open.frames
    assert (counts.frames, counts.failed_frames) == (1, 1)
    assert hard.considered == 1


def row(*numbers: float) -> dict[str, Array]:
    table = np.zeros((1, 300, 6), np.float32)
    table[0, 0] = numbers
    return {"output0": table}


END_TO_END = OutputSettings(decoder="yolo_end_to_end")


async def watched(world: World, path: Path, output: OutputSettings = END_TO_END) -> FrameProcessor:
    """Of a model that no start had the time to try."""
    slow = itertools.count(step=9.0)
    pipeline = await build_pipeline(
        FileClient(path), PipelineSettings("", InputSettings(), output), lambda _: None, lambda: next(slow)
    )
    return FrameProcessor(FileClient(path), pipeline, Sinks(world.watch, notify=world.notices.append), world.clock)


async def process(processor: FrameProcessor, numbers: Iterable[int]) -> None:
    for number in numbers:
        await processor.process(EncodedImage(jpeg(picture(96, 96 + number)), "image/jpeg"), "cam")


async def test_a_doubt_of_the_first_frames_is_told_once_and_shown_by_the_sensor(world: World, tmp_path: Path) -> None:
    good = (32.0, 32.0, 160.0, 200.0, 0.9, 1.0)
    processor = await watched(world, saying(tmp_path / "m.onnx", row(*good), (320, 320), {}))
    assert world.watch.doubt == ""
    await process(processor, range(6))
    told = [notice for notice in world.notices if "probably read wrong" in notice.text]
    assert [notice.severity for notice in told] == ["warning"]
    assert "its answer is the same for 3 different images" in told[0].text
    world.wait(1)
    assert "probably read wrong" in world.stream.snapshot.doubt
    assert "for 7 different images" in world.watch.doubt


async def test_a_doubt_that_frames_refute_is_taken_back_once(world: World, tmp_path: Path) -> None:
    """A part that happens to fill the first pictures, and then does not."""
    processor = await watched(world, region_detector(tmp_path / "d.onnx"), OutputSettings())
    cells = np.tile(np.array([0, 0, 1, 1], np.float32), (1, 40, 1))
    whole = {"location": cells, "category": cells[..., 0], "score": np.full((1, 40), 0.9, np.float32)}
    client = processor.client
    assert isinstance(client, FileClient)
    run = client.infer_with(lambda _: whole)
    await process(processor, range(3))
    assert "cover the whole image" in world.watch.doubt
    client.infer_with(run)
    await process(processor, range(3, 9))
    assert world.watch.doubt == ""
    about = [notice for notice in world.notices if "cover the whole image" in notice.text]
    assert [notice.severity for notice in about] == ["warning", "info"]
    assert about[1].text.startswith("no longer in doubt")


async def test_large_images_leave_the_models_threads_to_other_frames(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is decoded at a time; a caller who sends them without end is refused, and small frames pass them all."""
    monkeypatch.setattr("driftwatch.inference.large_pictures.LARGE", 100 * 100)
    client = ModelOf(await Model.load(region_detector(tmp_path / "d.onnx"), "", 1, "m"))
    pipeline = await build_pipeline(client, PipelineSettings("", InputSettings(), OutputSettings()), lambda _: None)
    processor = FrameProcessor(client, pipeline, Sinks(world.watch), world.clock)
    decoding, may_go_on, at_once = threading.Event(), threading.Event(), list[int]()
    decode = pipeline.prepare

    def prepare(data: bytes, mime_type: str) -> Prepared:
        if len(data) > 40_000:
            at_once.append(1)
            decoding.set()
            assert may_go_on.wait(30)
            assert len(at_once) == 1
            at_once.pop()
        return decode(data, mime_type)

    monkeypatch.setattr(pipeline, "prepare", prepare)
    small, large = (EncodedImage(raw_rgba(picture(side, side)), "") for side in (96, 101))
    sent = [asyncio.ensure_future(processor.process(large, "")) for _ in range(MOST_WAITING + 4)]
    await asyncio.to_thread(decoding.wait, 30)
    for _ in range(3):
        assert (await asyncio.wait_for(processor.process(small, "cam"), 30)).detections
    may_go_on.set()
    answers = await asyncio.gather(*sent, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BusyError)]
    assert 1 <= len(refused) <= 4
    assert len(answers) - len(refused) >= MOST_WAITING
    await client.model.close()
