"""One frame at a time: what a detection costs on top of its inference, for each way, image size and answer."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.performance import models
from benchmarks.performance.raw import RawModel
from benchmarks.performance.results import Measure, measures
from benchmarks.performance.rig import BUILTIN, SIZES, STOCK, Plan, Rig, frame, image, running
from benchmarks.performance.timing import RAW, Allowance, Call, in_turns
from driftwatch import names

MACHINE, ALONE = "ours", "ours, without the machine"
EMPTY = "GetStatus, which carries nothing"
ON_OURS, ON_STOCK = "builtin on our model service", "builtin on a stock Python module"
FROM_CAMERA, CAPTURE_ALL = "ours, from a camera", "ours, CaptureAll from a camera"
BUILTIN_FROM_CAMERA = "builtin on our model service, from a camera"
SIDES = (320, 640)
ANSWERS = (0, 10, 100, 300, 1000)
USUAL = "720p"
_SURE = {"default_minimum_confidence": 0.5}


async def measure_detection(seconds: float) -> list[Measure]:
    """Two detectors, every way at 720p and ours and the builtin at the other sizes; then answers of 0 to 1000 rows."""
    found: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        files = {side: models.detector(Path(folder) / f"detector{side}.onnx", side) for side in SIDES}
        rows = {n: models.detector(Path(folder) / f"rows{n}.onnx", 64, 0, n, 1000) for n in ANSWERS}

        def build(plan: Plan) -> None:
            for side, path in files.items():
                _services(plan, str(side), path)
                plan.model(f"stock-{side}", STOCK, path)
                plan.vision(f"onstock-{side}", BUILTIN, f"stock-{side}", **_SURE)
            for n, path in rows.items():
                _services(plan, f"rows{n}", path)
            plan.camera("camera", frame(USUAL))

        async with running(build) as rig:
            for side, path in files.items():
                with RawModel(path) as raw:
                    for size in SIZES:
                        for calls, share in _groups(rig, str(side), size, raw):
                            times = await in_turns(calls, Allowance(seconds * share), rig.meter(raw.pid))
                            added = measures("detection", f"detector {side}", {"image": size}, times)
                            found += [one for one in added if one.way != RAW or MACHINE in calls]
            for n in ANSWERS:
                calls = {
                    MACHINE: _detect(rig, f"ours-rows{n}", "480p"),
                    ON_OURS: _detect(rig, f"builtin-rows{n}", "480p"),
                }
                times = await in_turns(calls, Allowance(seconds * 0.03), rig.meter())
                found += measures("answers", "detector 64", {"detections": n}, times)
    return found


def _services(plan: Plan, name: str, path: Path) -> None:
    plan.model(f"model-{name}", names.ONNX_CPU, path)
    plan.vision(f"ours-{name}", names.VISION, f"model-{name}", **_SURE)
    plan.vision(f"builtin-{name}", BUILTIN, f"model-{name}", **_SURE)


def _groups(rig: Rig, side: str, size: str, raw: RawModel) -> list[tuple[dict[str, Call], float]]:
    """Calls that are timed in turns, with their part of the time; slow ones would leave the others too few rounds."""
    ours, builtin, picture = rig.vision(f"ours-{side}"), rig.vision(f"builtin-{side}"), image(size)
    alone = rig.vision_alone(f"ours-{side}")
    quick: dict[str, Call] = {
        RAW: raw.call,
        MACHINE: _detect(rig, f"ours-{side}", size),
        ALONE: lambda: alone.get_detections(picture),
    }
    stock = {ON_OURS: _detect(rig, f"builtin-{side}", size)}
    if size != USUAL:
        return [(quick | stock, 0.07)]
    quick |= {EMPTY: ours.get_status}
    stock |= {ON_STOCK: _detect(rig, f"onstock-{side}", size)}
    from_camera: dict[str, Call] = {
        FROM_CAMERA: lambda: ours.get_detections_from_camera("camera"),
        BUILTIN_FROM_CAMERA: lambda: builtin.get_detections_from_camera("camera"),
        CAPTURE_ALL: lambda: ours.capture_all_from_camera("camera", return_image=True, return_detections=True),
    }
    extra: dict[str, Call] = {RAW: raw.call}
    return [(quick, 0.15), (extra | stock, 0.08), (extra | from_camera, 0.08)]


def _detect(rig: Rig, service: str, size: str) -> Call:
    vision, picture = rig.vision(service), image(size)
    return lambda: vision.get_detections(picture)


WAYS: Sequence[str] = (RAW, EMPTY, MACHINE, ALONE, ON_OURS, ON_STOCK, FROM_CAMERA, BUILTIN_FROM_CAMERA, CAPTURE_ALL)
