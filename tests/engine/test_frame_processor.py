"""The live answer comes first, whatever is told of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.frame_processor import FrameProcessor, Sinks
from driftwatch.engine.pipeline_builder import PipelineSettings, build_pipeline
from driftwatch.engine.shadow.shadow import Shadow
from driftwatch.inference.answer import Answer
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.monitoring.agreement import Terms
from driftwatch.observation import ModelIdentity
from driftwatch.watch.shadow.settings import ShadowSettings
from tests.engine.test_doctor import FileClient
from tests.inference.frames import jpeg, picture
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
        return world.watch.shadow.standing.state == "running"

    shadow = Shadow(ShadowSettings("next"), Terms(), load, world.watch, world.notices.append)
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
    counts = world.watch.shadow.figures("cam").counts
    assert (counts.frames, counts.skipped) == (0, 9)
    await shadow.close()
