"""The loop on a real machine that a fake app feeds: a canary, a person's reviews, a verdict, and the new version.

`make loop` is the long form, with trained models and windows of a minute; here the reports are what people see.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.keys import OwnerKey
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.ports import MachineReport
from driftwatch.cloud.settings import CanarySettings, GateSettings, LoopSettings, RolloutSettings
from driftwatch.cloud.viam_fleet import ViamFleet
from driftwatch.concurrency import cancel_and_wait
from examples.loop.machines import PACKAGE, VISION, RealFleet, line_config
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import serving_fleet
from tests.onnx_models import region_detector

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

PARTS = ("part-0",)
RIGHT, WRONG = 232, 222  # grey of the cell that holds the only box: its score is the same share of 255
LESS = 0.29  # what the next version takes off each score, so that wrong boxes lie below the threshold of 0.6


def footage(folder: Path, frames: int) -> Path:
    """One box a frame; every second one is of nothing."""
    folder.mkdir()
    for number in range(frames):
        pixels = np.full((96, 96, 3), 3, np.uint8)
        pixels[:32, :32] = WRONG if number % 2 else RIGHT
        mark = number.to_bytes(4, "big")  # after the image's end: no two files are alike
        (folder / f"{number:04}.png").write_bytes(cv2.imencode(".png", pixels)[1].tobytes() + mark)
    return folder


def publish(registry: Path) -> None:
    for version in ("1.0.0", "2.0.0"):
        (registry / PACKAGE / version).mkdir(parents=True)
        region_detector(registry / PACKAGE / version / "model.onnx")
    path = registry / PACKAGE / "2.0.0" / "model.onnx"
    model = onnx.load(path)
    (node,) = [one for one in model.graph.node if one.output == ["score"]]
    node.output[0] = "raw"
    model.graph.initializer.append(numpy_helper.from_array(np.array(LESS, np.float32), "less"))
    model.graph.node.append(helper.make_node("Sub", ["raw", "less"], ["lower"]))
    model.graph.node.append(helper.make_node("Relu", ["lower"], ["score"]))
    onnx.save(model, path)


def loop_settings() -> LoopSettings:
    return LoopSettings(
        organization="org",
        package=PACKAGE,
        name="parts",
        candidate="2.0.0",
        readings="viam",
        canary=CanarySettings(PARTS[:1], VISION, least_frames=30),
        rollout=RolloutSettings(PARTS, ("all",), bake_minutes=0),
        gates=GateSettings(least_frames=20, least_speed=0),
    )


class RealWorld:
    def __init__(self, fleet: RealFleet) -> None:
        self.fleet = fleet
        self.reviews = 0
        self.runs: dict[str, str] = {}

    async def report(self) -> bool:
        """What people see of each machine now, in place of the windows of a minute that a data manager collects."""
        await asyncio.sleep(0.4)
        for part in PARTS:
            if found := await self.fleet.readings(part):
                self.runs[part] = str(found["model_version"])
                self.fleet.app.fleet.reports.append(MachineReport(part, time.time(), found))
        return True

    async def review(self) -> None:
        """A person judges what the canary shows, for ever."""
        while True:
            answer = await self.fleet.ask(PARTS[0], "review_next", reviewer="Anna", count=20, image=False)
            for frame in answer["frames"]:
                boxes = [{"verdict": "right" if is_right(box) else "not_an_object"} for box in frame["boxes"]]
                given: dict[str, Any] = {"review": frame["review"], "reviewer": "Anna", "boxes": boxes}
                await self.fleet.ask(PARTS[0], "review_submit", **given)
                self.reviews += 1
            await asyncio.sleep(0.2)


def is_right(box: Mapping[str, Any]) -> bool:
    """Of either version."""
    score = box["confidence"] + (LESS if box["confidence"] < 0.7 else 0)
    return score > 0.89


async def test_a_better_version_takes_the_place_of_the_live_one(viam_server: Path, tmp_path: Path) -> None:
    publish(tmp_path / "registry")
    seen = footage(tmp_path / "seen", 2000)
    fleet = RealFleet.of(viam_server, tmp_path, {part: line_config("1.0.0", seen, 20.0) for part in PARTS})
    world, said = RealWorld(fleet), list[str]()
    try:
        await fleet.start()
        async with serving_fleet(fleet.app) as port:
            connection = AppConnection(OwnerKey(KEY, KEY_ID, "127.0.0.1", port, False))
            viam = ViamFleet(connection, "org")
            journal = LoopJournal(tmp_path / "journal")
            reviewing = asyncio.create_task(world.review())
            await world.report()
            try:
                context = LoopContext(loop_settings(), viam, viam, journal, time.time, said.append)
                outcome = await asyncio.wait_for(run_loop(context, world.report), 200)
            finally:
                with contextlib.suppress(Exception):
                    await cancel_and_wait(reviewing)
                connection.close()
        assert outcome.is_done, outcome
        await world.report()
        assert world.runs == dict.fromkeys(PARTS, "2.0.0")
        assert journal.of("verdict")[0].content["verdict"] == "promote"
        assert world.reviews >= 30
        assert [one.content["machines"] for one in journal.of("stage")] == [1]
        assert fleet.app.fleet.machines[PARTS[0]].config == line_config("2.0.0", seen, 20.0)
    finally:
        await fleet.stop()
