"""The live answer comes first, whatever is told of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer
from driftwatch.inference.input_settings import InputSettings
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.monitoring.agreement import Terms
from driftwatch.observation import ModelIdentity
from driftwatch.services.assembling import Treatment, assemble
from driftwatch.services.observer import Followers, Observer
from driftwatch.services.shadow.shadow import Shadow
from driftwatch.watch.shadow.settings import ShadowSettings
from tests.inference.frames import jpeg, picture
from tests.onnx_models import region_detector
from tests.services.test_doctor import Link
from tests.waiting import until_async
from tests.watch.world import World


class Hanging:
    """A candidate that never answers."""

    identity = ModelIdentity("next")

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def look(self, frame: EncodedImage) -> Answer:
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
    link = Link(region_detector(tmp_path / "d.onnx"))
    pipeline = await assemble(link, Treatment("", InputSettings(), OutputSettings()), lambda _: None)
    observer = Observer(link, pipeline, Followers(world.watch, None, shadow), world.clock)
    frames = [EncodedImage(jpeg(picture(96, 96 + number)), "image/jpeg") for number in range(10)]
    assert (await observer.look(frames[0], "cam")).detections
    assert not candidate.begun.is_set()  # the answer was back before the candidate was asked
    await asyncio.wait_for(candidate.begun.wait(), 10)
    for frame in frames[1:]:
        assert (await observer.look(frame, "cam")).detections
    counts = world.watch.shadow.figures("cam").counts
    assert (counts.frames, counts.skipped) == (0, 9)
    await shadow.close()
