"""Every kind of model that the module serves: what its frame costs on top of its inference."""

import tempfile
from pathlib import Path

from viam.services.vision import VisionClient

from benchmarks.performance import models
from benchmarks.performance.int8_model import int8_classifier
from benchmarks.performance.raw import RawModel
from benchmarks.performance.results import Measure, measures
from benchmarks.performance.rig import BUILTIN, Plan, Rig, image, running
from benchmarks.performance.timing import RAW, Allowance, Call, in_turns
from driftwatch import names
from examples.demo import assets

YOLO, FACES = "YOLO export 640", "TFLite float (BlazeFace 128)"
CLASSIFIER, INT8 = "classifier 224", "TFLite int8 classifier 224"
OURS, ALONE, BUILTIN_WAY = "ours", "ours, without the machine", "builtin on our model service"
_CLASSIFIERS = (CLASSIFIER, INT8)
_NOT_BUILTIN = (YOLO, INT8)  # it decodes no YOLO outputs and takes no int8


async def measure_zoo(seconds: float) -> list[Measure]:
    """A JPEG of 720p to each of them."""
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        files = {
            YOLO: models.yolo(Path(folder) / "yolo.onnx"),
            CLASSIFIER: models.classifier(Path(folder) / "classifier.onnx"),
            FACES: assets.model("face.tflite"),
            INT8: int8_classifier(Path(folder) / "int8.tflite"),
        }

        def build(plan: Plan) -> None:
            for number, (model, path) in enumerate(files.items()):
                runtime = names.TFLITE_CPU if path.suffix == ".tflite" else names.ONNX_CPU
                plan.model(f"model-{number}", runtime, path)
                plan.vision(f"ours-{number}", names.VISION, f"model-{number}")
                if model not in _NOT_BUILTIN:
                    plan.vision(f"builtin-{number}", BUILTIN, f"model-{number}")

        found: list[Measure] = []
        async with running(build) as rig:
            for number, (model, path) in enumerate(files.items()):
                with RawModel(path) as raw:
                    calls = {RAW: raw.call, **_ways(rig, number, model)}
                    times = await in_turns(calls, Allowance(seconds / len(files)), rig.meter(raw.pid))
                    found += measures("models", model, {"image": "720p"}, times)
    return found


def _ways(rig: Rig, number: int, model: str) -> dict[str, Call]:
    services = {OURS: rig.vision(f"ours-{number}"), ALONE: rig.vision_alone(f"ours-{number}")}
    if model not in _NOT_BUILTIN:
        services[BUILTIN_WAY] = rig.vision(f"builtin-{number}")
    return {way: _ask(vision, model in _CLASSIFIERS) for way, vision in services.items()}


def _ask(vision: VisionClient, classify: bool) -> Call:
    picture = image("720p")
    return lambda: vision.get_classifications(picture, 5) if classify else vision.get_detections(picture)
