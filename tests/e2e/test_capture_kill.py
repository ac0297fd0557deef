"""Crashes while hard frames are collected: of the module, of viam-server, and of both at once."""

import asyncio
import contextlib
import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from driftwatch.engine.deliveries import SETTLE
from tests.e2e.capturing import (
    UNSURE_SCORE,
    collector,
    config,
    data_manager,
    images_in,
    model,
    queue_of,
    status_of,
    vision,
)
from tests.machine import counting_camera
from tests.machine.configs import module
from tests.machine.counting_camera import last_number, number_of
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.slow, pytest.mark.timeout(900)]

WATCH_HZ, COLLECTOR_HZ = 10, 20


class Crashes:
    """A machine of whose camera every image is hard; the file `count` says how many there were."""

    def __init__(self, folder: Path) -> None:
        self.count = folder / "count"
        self.captures = folder / "captures"
        self.unseen: set[int] = set()  # given by the camera, but neither stored nor in the queue at a crash
        self.passed_over = 0.0  # by a disk that was too slow for the camera, by the service's own account
        self._folder = folder

    def config(self) -> dict[str, object]:
        program = self._folder / "camera.sh"
        program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, counting_camera.__file__])} "$@"\n')
        program.chmod(0o755)
        attributes = {"count": str(self.count), "score": UNSURE_SCORE}
        cam = {"name": "cam", "api": "rdk:component:camera", "model": "other:vendor:counting", "attributes": attributes}
        service = vision([collector("cam", COLLECTOR_HZ)], camera_name="cam", watch_hz=WATCH_HZ)
        made = config([cam], [model(region_detector(self._folder / "d.onnx")), service, data_manager(self.captures)])
        return {**made, "modules": [*made["modules"], module(program, name="other")]}

    def stored(self) -> Counter[int]:
        return Counter(number_of(image) for image in images_in(self.captures))

    def waiting(self, running: Machine) -> set[int]:
        """What the queue holds on disk; only looks, so that it can be called next to a module that runs."""
        found: set[int] = set()
        for sidecar in (next(running.viam_home.rglob("hard-frames")) / "v" / "queue").glob("*.json"):
            with contextlib.suppress(FileNotFoundError):  # it was acknowledged in this moment
                found.add(number_of(sidecar.with_suffix(".png").read_bytes()))
        return found

    async def crash(self, running: Machine, what: str, chance: Random) -> None:
        """At some moment after a few more frames were stored."""
        enough = len(self.stored()) + chance.randint(2, 12)

        async def some_are_stored() -> bool:
            return len(self.stored()) >= enough

        await until_async(some_are_stored, 60, "captures")
        told = await status_of(running)
        self.passed_over += told["overlooked"] + sum(told["judge"]["refused"].values())
        await asyncio.sleep(chance.uniform(0, 1 / COLLECTOR_HZ))
        if what == "module":
            running.kill_module("driftwatch")
            given = last_number(self.count)
        else:
            if what == "server":
                running.kill_server()
            else:
                running.kill()
            given = last_number(self.count)
            running.start()
        await running.wait_ready("cam", "v")
        self._check_books(running, given)

    def _check_books(self, running: Machine, given: int) -> None:
        """Of the numbers `given` before a crash those up to the newest that waits or is stored, wait or are stored."""
        before = set(range(1, given + 1))
        there = (self.waiting(running) | set(self.stored())) & before
        self.unseen |= {number for number in before if number > max(there)}
        assert len(before - there - self.unseen) <= self.passed_over


@pytest.mark.parametrize(
    ("whats", "seed"),
    [(("machine",), 0), (("module", "server", "machine") * 8, 1)],
    ids=["short", "long"],
)
async def test_what_was_queued_or_acknowledged_is_stored_whatever_dies(
    machine: StartMachine, tmp_path: Path, whats: Sequence[str], seed: int
) -> None:
    """A frame may be stored twice where the crash came within a second after it was sent."""
    scene, chance = Crashes(tmp_path), Random(seed)
    running = machine(scene.config())
    await running.wait_ready("cam", "v")
    for what in whats:
        await scene.crash(running, what, chance)
    scene.count.with_suffix(counting_camera.ENOUGH).touch()

    async def nothing_waits() -> bool:
        return (await queue_of(running))["frames"] == 0

    await until_async(nothing_waits, 30 + last_number(scene.count) / COLLECTOR_HZ, "the queue to be empty")
    running.stop()
    stored = scene.stored()
    lost = set(range(1, last_number(scene.count) + 1)) - set(stored)
    twice = stored.total() - len(stored)
    unfinished = list(scene.captures.rglob("*.prog"))
    print(
        f"{len(whats)} crashes, {len(stored)} frames, {len(lost)} never queued "
        f"({scene.passed_over:g} passed over), {twice} twice, {len(unfinished)} .prog"
    )
    assert len(lost - scene.unseen) <= scene.passed_over
    assert twice <= len(whats) * (COLLECTOR_HZ * SETTLE + 2)
    assert len(unfinished) <= len(whats) - whats.count("module"), "the data manager leaves at most one when it dies"
