"""Several callers at once: throughput by clients and streams, and small calls while the model is busy."""

import asyncio
import contextlib
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.performance import inline_module, models
from benchmarks.performance.detection import SIDES
from benchmarks.performance.raw import RawModel
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import Plan, Rig, frame, image, running
from benchmarks.performance.timing import Allowance, Call, in_turns, timed
from driftwatch import names
from tests.machine.configs import ROOT

CLIENTS, STREAMS = (1, 2, 4, 8, 16), (1, 2, 4, 8)
OURS, INLINE = "ours", "inference on the event loop"
_SLICES = 5


async def measure_crowd(seconds: float) -> list[Measure]:
    """Our module next to one that is equal to it but for its threads, on two machines that take turns."""
    found: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        files = {side: models.detector(Path(folder) / f"detector{side}.onnx", side) for side in SIDES}
        program = _program(Path(folder))

        def build(plan: Plan) -> None:
            for side, path in files.items():
                plan.model(f"model-{side}", names.ONNX_CPU, path)
                plan.vision(f"vision-{side}", names.VISION, f"model-{side}")
            for stream in range(max(STREAMS)):
                plan.camera(f"camera-{stream}", frame("720p"))

        async with running(build) as ours, running(build, program) as inline:
            rigs = {OURS: ours, INLINE: inline}
            for count in CLIENTS:
                found += await _throughput("clients", rigs, count, _clients, seconds * 0.1)
            for count in STREAMS:
                found += await _throughput("streams", {OURS: ours}, count, _streams, seconds * 0.03)
            for side, path in files.items():
                with RawModel(path) as raw:
                    found += await _responsiveness(rigs, side, raw, seconds * 0.15)
    return found


def _clients(rig: Rig, count: int) -> Sequence[Call]:
    picture, vision = image("720p"), rig.vision("vision-320")
    return [lambda: vision.get_detections(picture)] * count


def _streams(rig: Rig, count: int) -> Sequence[Call]:
    vision = rig.vision("vision-320")

    def look(stream: int) -> Call:
        return lambda: vision.get_detections_from_camera(f"camera-{stream}")

    return [look(stream) for stream in range(count)]


async def _throughput(
    part: str, rigs: dict[str, Rig], count: int, calls: Callable[[Rig, int], Sequence[Call]], seconds: float
) -> list[Measure]:
    rates: dict[str, list[float]] = {way: [] for way in rigs}
    waits: dict[str, list[float]] = {way: [] for way in rigs}
    for _ in range(_SLICES):
        for way, rig in rigs.items():
            taken = await _busy(calls(rig, count), seconds / _SLICES / len(rigs))
            rates[way].append(taken.rate)
            waits[way] += taken.seconds
    return [
        Measure(
            part, way, "detector 320", {part: count}, samples=len(waits[way]),
            p50=float(np.percentile(waits[way], 50)) * 1000, p95=float(np.percentile(waits[way], 95)) * 1000,
            value=float(np.median(rates[way])), unit="frames a second",
        )
        for way in rigs
    ]  # fmt: skip


class _Busy:
    """What callers got who asked again as soon as they were answered."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.rate = 0.0


async def _busy(calls: Sequence[Call], seconds: float) -> _Busy:
    taken, started = _Busy(), time.perf_counter()

    async def ask(call: Call) -> None:
        while time.perf_counter() - started < seconds:
            taken.seconds.append(await timed(call))

    await asyncio.gather(*[ask(call) for call in calls])
    taken.rate = len(taken.seconds) / (time.perf_counter() - started)
    return taken


async def _responsiveness(rigs: dict[str, Rig], side: int, raw: RawModel, seconds: float) -> list[Measure]:
    """GetStatus of the vision service, asked every few milliseconds while another caller keeps the model busy."""
    base = (await in_turns({"raw": raw.call}, Allowance(seconds / 4)))["raw"].percentile(50)
    found: list[Measure] = []
    for way, rig in rigs.items():
        vision, picture = rig.vision(f"vision-{side}"), image("720p")
        waits = await _beside(lambda v=vision, p=picture: v.get_detections(p), vision.get_status, seconds / 2)
        p50, p95 = (float(np.percentile(waits, percent)) * 1000 for percent in (50, 95))
        found.append(
            Measure(
                "small calls", way, f"detector {side}", p50=p50, p95=p95, ratio=p95 / base / 1000, samples=len(waits)
            )
        )
    return found


async def _beside(busy: Call, small: Callable[[], Awaitable[object]], seconds: float) -> list[float]:
    async def go_on() -> None:
        while True:
            await busy()

    task = asyncio.create_task(go_on())
    waits: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        waits.append(await timed(small))
        await asyncio.sleep(0.007)  # out of step with the inference
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return waits


def _program(folder: Path) -> Path:
    program = folder / "inline.sh"
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    command = shlex.join([sys.executable, inline_module.__file__])
    program.write_text(f'#!/bin/sh\nexport PYTHONPATH={shlex.quote(path)}\nexec {command} "$@"\n')
    program.chmod(0o755)
    return program
