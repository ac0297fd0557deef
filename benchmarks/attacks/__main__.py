"""What other callers wait while somebody attacks a real machine with our module.

`python -m benchmarks attacks [--seconds 10] [--only KIND]`. Each attack runs for some seconds and is followed by as
many of peace; a caller who asks ten times a second is timed in both. Everything listens on loopback only.
"""

import argparse
import asyncio
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import psutil
from viam.components.sensor.client import SensorClient

from benchmarks.attacks.attacks import ENDLESS, HUGE, KINDS, MODEL, VISION
from benchmarks.performance import models
from benchmarks.performance.rig import Plan, Rig, frame, running
from benchmarks.performance.timing import Call, timed
from driftwatch import names
from tests.onnx_models import endless, growing

LIMIT: Final = 0.1
"""Seconds that a small call may take on top of one inference, in 95 of 100 cases."""

_EVERY = 0.1  # seconds between two rounds of the caller who is timed
_SMALL = ("GetStatus", "Readings")
_FRAME = "a frame of the camera"


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each call, and megabytes that the module had at most."""

    taken: Mapping[str, list[float]]
    memory: float

    def late(self, *calls: str) -> float:
        """The 95th percentile over these calls."""
        return float(np.percentile([one for call in calls for one in self.taken[call]], 95))


def _plan(plan: Plan, folder: Path) -> None:
    plan.model(MODEL, names.ONNX_CPU, models.detector(folder / "detector.onnx", 320))
    plan.model(HUGE, names.ONNX_CPU, growing(folder / "growing.onnx"))
    plan.model(ENDLESS, names.ONNX_CPU, endless(folder / "endless.onnx"), num_threads=1)
    plan.vision(VISION, names.VISION, MODEL)
    plan.camera("camera", frame("720p"))
    sensor = {"vision_name": VISION}
    plan.components.append(
        {"name": "drift", "api": "rdk:component:sensor", "model": names.DRIFT_SENSOR, "attributes": sensor}
    )


def _calls(rig: Rig, robot_sensor: SensorClient) -> dict[str, Call]:
    vision = rig.vision(VISION)
    return {
        "GetStatus": vision.get_status,
        "Readings": robot_sensor.get_readings,
        _FRAME: lambda: vision.get_detections_from_camera("camera"),
    }


async def _timed(rig: Rig, calls: Mapping[str, Call], seconds: float) -> Waits:
    taken: dict[str, list[float]] = {call: [] for call in calls}
    module, memory = psutil.Process(rig.process.pid), 0.0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name, call in calls.items():
            taken[name].append(await timed(call))
        memory = max(memory, module.memory_info().rss / (1 << 20))
        await asyncio.sleep(_EVERY)
    return Waits(taken, memory)


@contextlib.asynccontextmanager
async def _attacked(address: str, kind: str) -> AsyncGenerator[None]:
    command = [sys.executable, "-m", "benchmarks.attacks.attacker", address, kind]
    attacker = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert attacker.stdout
    await attacker.stdout.readline()
    try:
        yield
        assert attacker.returncode is None, f"the attacker has ended by itself: {kind}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            attacker.kill()
        await attacker.wait()


async def measure(kinds: list[str], seconds: float) -> bool:
    """Prints a line for each attack; whether every one of them left the others their answers in time."""
    held = True
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        async with running(lambda plan: _plan(plan, Path(folder))) as rig, rig.machine.client() as robot:
            calls = _calls(rig, SensorClient.from_robot(robot, "drift"))
            peace = await _timed(rig, calls, seconds)
            print(_line("nothing", peace), flush=True)
            allowed = LIMIT + float(np.median(peace.taken[_FRAME]))
            for kind in kinds:
                async with _attacked(rig.machine.address, kind):
                    attacked = await _timed(rig, calls, seconds)
                is_held = attacked.late(*_SMALL) <= allowed
                held = held and is_held
                print(_line(KINDS[kind].what, attacked), "" if is_held else f"MORE than {allowed:.2f} s", flush=True)
                await _timed(rig, calls, seconds / 2)  # what the attack left behind is worked off
            print(_line("nothing, afterwards", await _timed(rig, calls, seconds)))
    return held


def _line(what: str, waits: Waits) -> str:
    late = f"{1000 * waits.late(*_SMALL):6.0f} ms, a frame {1000 * waits.late(_FRAME):6.0f} ms"
    asked = sum(map(len, waits.taken.values()))
    return f"{what:50} small calls {late} (p95), {asked:4} calls, {waits.memory:5.0f} MB"


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--only", action="append", choices=KINDS, help="this attack; may be given several times")
    return parser.parse_args()


if __name__ == "__main__":
    options = _options()
    sys.exit(0 if asyncio.run(measure(options.only or list(KINDS), options.seconds)) else 1)
