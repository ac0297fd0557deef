"""A real machine under steady load, and what grows in the module that should not.

`python -m benchmarks soak [--minutes 120] [--hz 40] [--hard-every 7] [--csv FILE]`: one camera, with everything on that
keeps something: capture, a collector, windows for the data manager, reviews and a candidate. Ends with status 1 where a
bound of `bounds.py` is not held. Linux only: written bytes are those that /proc says this process caused to be sent to
a disk.
"""

import argparse
import asyncio
import csv
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from statistics import mean
from typing import Any

import psutil
from viam.components.sensor.client import SensorClient
from viam.robot.client import RobotClient

from benchmarks.soak.bounds import Judgement, Look, judge
from driftwatch import names
from tests.e2e.capturing import camera, collector, config, data_manager, model, vision, write_footage
from tests.machine.machine import Machine
from tests.machine.server import find_server
from tests.onnx_models import region_detector

_EVERY = 10.0  # seconds between two looks
_FOOTAGE = 600  # frames
_LATE = 60.0  # seconds after which an answer is no longer waited for
_START = 600.0  # seconds that a busy host may need until everything runs


@dataclass(frozen=True, slots=True)
class Load:
    """hz: frames a second. hard_every: frames from one hard frame to the next."""

    hz: float
    hard_every: int


def machine_config(folder: Path, load: Load) -> dict[str, Any]:
    footage = folder / "footage"
    write_footage(footage, _FOOTAGE, range(0, _FOOTAGE, load.hard_every))
    for image in footage.iterdir():  # read once: else the first reading of each is written to the disk, and counted
        os.utime(image, (time.time() + 1, image.stat().st_mtime))
    service = vision(
        [collector("cam", 1)],
        camera_name="cam",
        watch_hz=load.hz,
        capture={"samplers": {"low_confidence": {}, "random": {}}},
        shadow={"mlmodel_name": "next"},
        review={},
    )
    sensor: dict[str, Any] = {
        "name": "drift",
        "api": "rdk:component:sensor",
        "model": names.DRIFT_SENSOR,
        "attributes": {"vision_name": "v", "window_minutes": 1},
        "service_configs": [
            {
                "type": "data_manager",
                "attributes": {"capture_methods": [{"method": "Readings", "capture_frequency_hz": 0.1}]},
            }
        ],
    }
    models = [model(region_detector(folder / f"{name}.onnx"), name) for name in ("m", "next")]
    return config([camera("cam", footage, loop=True), sensor], [*models, service, data_manager(folder / "captures")])


async def looks(module: psutil.Process, robot: RobotClient, seconds: float) -> AsyncIterator[Look]:
    sensor, begun = SensorClient.from_robot(robot, "drift"), time.monotonic()
    due = begun
    while (due := due + _EVERY) <= begun + seconds:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        asked = time.monotonic()
        readings = await sensor.get_readings(timeout=_LATE)
        answered = time.monotonic()
        with module.oneshot():
            yield Look(
                round(answered - begun, 1),
                round(module.memory_info().rss / 1e6, 1),
                module.num_threads(),
                module.num_fds(),
                round(module.io_counters().write_bytes / 1e6, 3),
                round(float(readings["frames"]) / float(readings["window_seconds"]), 1),  # type: ignore[arg-type]
                round(answered - asked, 4),
            )


async def run(minutes: float, load: Load, csv_file: Path | None) -> list[Judgement]:
    seen: list[Look] = []
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        given = machine_config(Path(folder), load)
        with Machine(find_server(), given, Path(folder) / "machine") as machine:
            await machine.wait_ready("cam", "v", "drift", timeout=_START)
            async with machine.client() as robot:
                module = psutil.Process(machine.module_pid("driftwatch"))
                async for look in looks(module, robot, minutes * 60):
                    seen.append(look)
                    print(look, flush=True)
    if csv_file is not None:
        with csv_file.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(field.name for field in fields(Look))
            writer.writerows(astuple(look) for look in seen)
    print(f"{minutes:g} minutes, {mean(look.rate for look in seen):.1f} frames a second")
    return judge(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--hz", type=float, default=40.0, help="frames a second")
    parser.add_argument(
        "--hard-every", type=int, default=7, help="a hard frame each time that this number of frames has passed (7)"
    )
    parser.add_argument("--csv", type=Path, help="writes each look to this file")
    options = parser.parse_args()
    judged = asyncio.run(run(options.minutes, Load(options.hz, options.hard_every), options.csv))
    for one in judged:
        verdict = "" if one.is_held else "  TOO MUCH"
        print(f"{one.what:20} {one.before:9.2f} -> {one.after:9.2f}  (at most {one.allowed:.2f}){verdict}")
    sys.exit(0 if all(one.is_held for one in judged) else 1)


if __name__ == "__main__":
    main()
