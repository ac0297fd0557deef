"""Where the time besides the inference goes: processor time of each process, and of each step in the module."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.performance import models
from benchmarks.performance.processor import used_by
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import Plan, Rig, frame, image, running
from benchmarks.performance.timing import Call
from driftwatch import names
from driftwatch.inference.image import DecodeOptions, decode
from driftwatch.inference.input_stage import InputSettings, InputStage
from driftwatch.inference.runtimes import open_model
from driftwatch.services.rpc.mlmodel_rpc import infer_remotely

_CALLS = 4  # between two readings of the counters
SIDES = (320, 640)


async def measure_shares(seconds: float) -> list[Measure]:
    """Models that cost next to nothing, so that what is left is what lies around them."""
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        carrier = models.carrier(Path(folder) / "carrier.onnx", (1, 3, 640, 640), (1, 84, models.YOLO_CELLS))
        files = {side: models.detector(Path(folder) / f"{side}.onnx", side, None) for side in SIDES}

        def build(plan: Plan) -> None:
            plan.model("carrier", names.ONNX_CPU, carrier)
            for side, path in files.items():
                plan.model(f"model-{side}", names.ONNX_CPU, path)
                plan.vision(f"vision-{side}", names.VISION, f"model-{side}", default_minimum_confidence=0.5)

        found: list[Measure] = []
        async with running(build) as rig:
            tensors = {"x": np.zeros((1, 3, 640, 640), np.float32)}
            picture, channel = image("720p"), rig.mlmodel("carrier").channel
            calls: dict[str, Call] = {
                "GetStatus": rig.vision("vision-320").get_status,
                "GetDetections, 720p, 320": lambda: rig.vision("vision-320").get_detections(picture),
                "GetDetections, 720p, 640": lambda: rig.vision("vision-640").get_detections(picture),
                "Infer, 1x3x640x640 -> 1x84x8400": lambda: infer_remotely(channel, "carrier", tensors, 60),
            }
            for name, call in calls.items():
                found += await _by_process(rig, name, call, seconds / len(calls))
        for side, path in files.items():
            found += _by_step(path, side)
    return found


async def _by_process(rig: Rig, name: str, call: Call, seconds: float) -> list[Measure]:
    pids = {"client": os.getpid(), "machine": rig.machine.process_ids()[0], "module": rig.process.pid}
    meters = {who: used_by(lambda pid=pid: [pid]) for who, pid in pids.items()}
    taken: dict[str, list[float]] = {who: [] for who in pids}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        before = {who: meter() for who, meter in meters.items()}
        for _ in range(_CALLS):
            await call()
        for who, meter in meters.items():
            taken[who].append((meter() - before[who]) / _CALLS * 1000)
    return [Measure("shares", who, name, p50=float(np.median(used)), samples=len(used)) for who, used in taken.items()]


def _by_step(path: Path, side: int) -> list[Measure]:
    info = open_model(path, path.suffix, 1).info
    stage, data = InputStage(info, InputSettings()), frame("720p")
    steps: dict[str, Callable[[], object]] = {
        "JPEG in full": lambda: decode(data, "image/jpeg", DecodeOptions()),
        "all before the model": lambda: stage.prepare(data, "image/jpeg"),
        "SHA-1 of the frame": lambda: hashlib.sha1(data, usedforsecurity=False).hexdigest(),
    }
    return [Measure("steps", name, f"input {side}", p50=_processor(step)) for name, step in steps.items()]


def _processor(step: Callable[[], object], times: int = 30) -> float:
    """Milliseconds, the median."""
    taken: list[float] = []
    for _ in range(times):
        started = time.process_time()
        step()
        taken.append((time.process_time() - started) * 1000)
    return float(np.median(taken))
