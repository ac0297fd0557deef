"""Many cameras on one small board: frames really looked at, how old they are, who gets how many, and memory.

Everything is on: statistics, capture, the pool of reviews, and a candidate that is shown each tenth frame. Compared
with the builtin service asked as often, and with what the cores can do at most (`plain_loop.py`).
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from viam.services.vision import VisionClient

from benchmarks.performance import models, plain_loop
from benchmarks.performance.results import Measure
from benchmarks.performance.rig import BUILTIN, SIZES, Plan, Rig, running
from driftwatch import names
from tests.parity.frames import jpeg, scene

COUNTS: Final = (1, 2, 4, 8, 16)
MODELS: Final = (1, 2)
HZ: Final = 5.0
WATCHING, ASKED = "ours, watching by itself", "ours, asked"
BUILTIN_ASKED, PLAIN = "builtin, asked as often", "OpenCV and ONNX Runtime alone"
FRAMES, LEAST, MEMORY = "cameras", "cameras, the least looked at", "cameras, memory"
_PICTURES: Final = 12
_SIZE: Final = "720p"
_SETTLE: Final = 3.0
_EVERYTHING: Final = {"capture": {}, "review": {}, "shadow": {"mlmodel_name": "candidate", "every": 10}}


async def measure_cameras(seconds: float) -> list[Measure]:
    """Four ways for each number of cameras on one model and on two."""
    found: list[Measure] = []
    each = seconds / (len(COUNTS) * len(MODELS) * 4)
    with tempfile.TemporaryDirectory(prefix="models-") as place:
        folder = Path(place)
        model, footage = models.detector(folder / "detector.onnx", 320), _footage(folder / "footage")
        for count in COUNTS:
            for kinds in MODELS[: min(count, 2)]:
                found += await _point(_Point(count, kinds, model, footage), each)
    return found


@dataclass(frozen=True, slots=True)
class _Point:
    """A number of cameras on `models` models; the footage is what each camera shows."""

    cameras: int
    models: int
    model: Path
    footage: Path

    def measure(self, part: str, way: str, value: float, unit: str, **more: Any) -> Measure:
        plural = "model" if self.models == 1 else "models"
        return Measure(part, way, f"{self.models} {plural}", {"cameras": self.cameras}, value=value, unit=unit, **more)

    def plan(self, kind: str, watch_hz: float = 0.0) -> Callable[[Plan], None]:
        def build(plan: Plan) -> None:
            for number in range(self.models):
                plan.model(f"model-{number}", names.ONNX_CPU, self.model)
            plan.model("candidate", names.ONNX_CPU, self.model, num_threads=1)
            ours = kind == names.VISION
            for camera in range(self.cameras):
                plan.footage(f"camera-{camera}", self.footage)
                more = {"watch_hz": watch_hz, "camera_name": f"camera-{camera}", **_EVERYTHING} if ours else {}
                plan.vision(f"vision-{camera}", kind, f"model-{camera % self.models}", **more)

        return build


async def _point(point: _Point, seconds: float) -> list[Measure]:
    found: list[Measure] = []
    async with running(point.plan(names.VISION, HZ)) as rig:
        found += await _watched(rig, point, seconds)
    for way, kind in ((ASKED, names.VISION), (BUILTIN_ASKED, BUILTIN)):
        async with running(point.plan(kind)) as rig:
            found += await _asked(rig, point, way, seconds)
    arguments = [str(point.model), str(point.cameras), str(HZ), str(seconds), str(point.footage)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, plain_loop.__file__, *arguments, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return [*found, point.measure(FRAMES, PLAIN, int(printed) / seconds, "frames a second")]


async def _watched(rig: Rig, point: _Point, seconds: float) -> list[Measure]:
    """Of watch loops: what the services' own counts and figures say."""
    services = [rig.vision(f"vision-{camera}") for camera in range(point.cameras)]
    await asyncio.sleep(_SETTLE)
    before, begun = [await _frames(one) for one in services], time.perf_counter()
    await asyncio.sleep(seconds)
    after = [await _frames(one) for one in services]
    each = np.subtract(after, before) / (time.perf_counter() - begun)
    ages: list[Any] = [dict(await one.get_status())["watching"] for one in services]
    middle, late = (1000 * max(age[f"seconds_{which}"] for age in ages) for which in ("p50", "p95"))
    return _figures(point, WATCHING, each.tolist(), rig, (float(middle), float(late)))


async def _frames(service: VisionClient) -> float:
    answer: Any = await service.do_command({"command": "overview", "window_minutes": 60})
    return sum(float(camera["readings"]["frames"]) for camera in answer["cameras"] if "readings" in camera)


async def _asked(rig: Rig, point: _Point, way: str, seconds: float) -> list[Measure]:
    """Each camera is asked for HZ times a second; a turn is skipped while the one before is not answered."""
    answered = [0.0] * point.cameras
    waits: list[float] = []
    end = time.perf_counter() + seconds

    async def ask(camera: int) -> None:
        service, due = rig.vision(f"vision-{camera}"), time.perf_counter() + camera / HZ / point.cameras
        while time.perf_counter() < end:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            begun = time.perf_counter()
            await service.get_detections_from_camera(f"camera-{camera}")
            waits.append(time.perf_counter() - begun)
            answered[camera] += time.perf_counter() <= end
            due = max(due + 1 / HZ, time.perf_counter())

    await asyncio.gather(*[ask(camera) for camera in range(point.cameras)])
    middle, late = (float(np.percentile(waits, part)) * 1000 for part in (50, 95))
    return _figures(point, way, [one / seconds for one in answered], rig, (middle, late))


def _figures(point: _Point, way: str, each: Sequence[float], rig: Rig, ages: tuple[float, float]) -> list[Measure]:
    """each: frames a second of each camera. ages: milliseconds, from asking for a frame to its answer."""
    fairness = min(each) / max(each) if max(each) else 0.0
    return [
        point.measure(FRAMES, way, sum(each), "frames a second", p50=ages[0], p95=ages[1], samples=len(each)),
        point.measure(LEAST, way, fairness, "of the most looked at"),
        point.measure(MEMORY, way, rig.process.memory_info().rss / (1 << 20), "MB"),
    ]


def _footage(folder: Path) -> Path:
    """Frames that differ, so that no camera counts as frozen."""
    folder.mkdir()
    for number in range(_PICTURES):
        (folder / f"{number:02}.jpg").write_bytes(jpeg(scene(*SIZES[_SIZE], seed=number), quality=85).data)
    return folder
