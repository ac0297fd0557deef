"""What a candidate costs the live model, asked without a pause, on a real machine with the demo's faces.

`python -m benchmarks.shadow [--rounds 6]`. In each round the same live model is asked for some seconds without a
candidate, with one, and with one that works as much as it likes; so a computer that is busy is so for all of them.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from viam.services.vision import VisionClient

from benchmarks.performance.rig import Plan
from driftwatch import names
from examples.demo import assets
from tests.machine.machine import Machine
from tests.machine.server import find_server

SHADOWS: Final[Mapping[str, dict[str, Any]]] = {
    "alone": {},
    "with-candidate": {"shadow": {"mlmodel_name": "candidate"}},
    "candidate-unbridled": {"shadow": {"mlmodel_name": "candidate", "busy_share": 1}},
}
SECONDS: Final = 4.0


def plan(folder: Path) -> Plan:
    made = Plan(folder)
    camera = {"path": str(assets.footage("carphone_pristine")), "fps": 0}
    made.components.append(
        {"name": "cam", "api": "rdk:component:camera", "model": names.REPLAY_CAMERA, "attributes": camera}
    )
    labels = str(assets.labels())
    made.model("live", names.ONNX_CPU, assets.model("face.onnx"), label_path=labels)
    made.model("candidate", names.TFLITE_CPU, assets.model("face.tflite"), label_path=labels, num_threads=1)
    for service, shadow in SHADOWS.items():
        made.vision(service, names.VISION, "live", camera_name="cam", **shadow)
    return made


async def ask(vision: VisionClient) -> list[float]:
    """Milliseconds of each call."""
    took: list[float] = []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        begun = time.perf_counter()
        await vision.get_detections_from_camera("cam")
        took.append(1000 * (time.perf_counter() - begun))
    return took


async def measure(rounds: int) -> None:
    took: dict[str, list[float]] = {service: [] for service in SHADOWS}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder) / "machine"
        home.mkdir()
        with Machine(find_server(), plan(Path(folder)).config(), home) as machine:
            await machine.wait_ready("cam", *SHADOWS, timeout=120)
            async with machine.client() as robot:
                for _ in range(rounds):
                    for service in SHADOWS:
                        took[service] += await ask(VisionClient.from_robot(robot, service))
                for service, shadow in SHADOWS.items():
                    median, late = np.percentile(took[service], (50, 95))
                    line = f"{service:20} {len(took[service]):5} calls, median {median:5.1f} ms, p95 {late:5.1f} ms"
                    if shadow:
                        answer: Any = await VisionClient.from_robot(robot, service).do_command({"command": "shadow"})
                        line += f", {answer['frames']:g} frames compared"
                    print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6)
    asyncio.run(measure(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
