"""DoCommand `doctor`: the vision service examines its own model, as `driftwatch doctor` examines a file."""

import asyncio
import base64
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from driftwatch.attributes import VisionAttributes
from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import InspectedModel, ServiceContext
from driftwatch.doctor.diagnosis import Diagnosis, examine, grey_picture
from driftwatch.doctor.examined_model import ExaminedModel, ModelSettings, NamedImage
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer as ModelAnswer
from driftwatch.inference.answer import Box
from driftwatch.inference.tensors import Tensors
from driftwatch.report.drawing import MOST, draw_answer, most_confident

_LONGEST: Final = 200  # characters of a metadata value


@dataclass(frozen=True, slots=True)
class DoctorArguments:
    """Which frame to show the model, and whether to answer with it."""

    camera_name: str = ""
    """Of the frame; "" takes the default camera, or a grey image where there is none."""
    return_image: bool = False
    """Adds the frame with what was seen drawn onto it, a PNG in base64."""


async def run_doctor(context: ServiceContext, arguments: DoctorArguments) -> Answer:
    """Takes the next frame of the camera. Raises CameraError where there is none."""
    camera = arguments.camera_name or context.attributes.camera_name
    frame = await context.frame(camera) if camera else None
    return await doctor(context.model, context.attributes, frame, arguments)


async def doctor(
    model: InspectedModel, attributes: VisionAttributes, frame: EncodedImage | None, arguments: DoctorArguments
) -> Answer:
    """Gives the diagnosis as plain JSON. frame: None shows the model a grey image.

    The model is asked some ten times, each time in its turn among other callers.
    """
    description = await model.describe()
    loop = asyncio.get_running_loop()

    def run(tensors: Tensors) -> Tensors:
        return asyncio.run_coroutine_threadsafe(model.infer_and(tensors, dict), loop).result()

    label_path = Path(description.label_path) if description.label_path else None
    examined = ExaminedModel(description.info, run, label_path)
    settings = ModelSettings(attributes.label_path, attributes.input, attributes.output, attributes.filter)
    picture = grey_picture() if frame is None else NamedImage(frame.data, frame.mime_type, "the camera's frame")

    def work() -> Answer:
        return _diagnosis_json(examine(examined, settings, picture, time.perf_counter), picture, arguments)

    # Not on the threads that everything shares: `run` may need one of them while this waits for it.
    return await asyncio.to_thread(work)


def _diagnosis_json(diagnosis: Diagnosis, picture: NamedImage, arguments: DoctorArguments) -> Answer:
    info, choice, answer = diagnosis.info, diagnosis.choice, diagnosis.answer
    result: Answer = {
        "inputs": [str(spec) for spec in info.inputs],
        "outputs": [str(spec) for spec in info.outputs],
        "metadata": {name: value[:_LONGEST] for name, value in info.properties.items()},
        "labels": list(diagnosis.labels or ()),
        "labels_from": diagnosis.label_source,
        "decoder": "" if choice is None else choice.decoder,
        "how": dict(diagnosis.preparation),
        "tried": [asdict(one) for one in diagnosis.tried],
        "warnings": list(diagnosis.warnings),
        "doubts": list(diagnosis.doubts),
        "problems": list(diagnosis.problems),
        "picture": picture.name,
    }
    if diagnosis.milliseconds is not None:
        result["milliseconds"] = round(diagnosis.milliseconds, 3)
    if answer is not None:
        result |= _answer_json(answer)
        if arguments.return_image:
            result["image"] = base64.b64encode(draw_answer(picture.data, picture.mime_type, answer)).decode()
    return result


def _answer_json(answer: ModelAnswer) -> Answer:
    """The most confident of each role that the model plays; boxes are xmin, ymin, xmax, ymax as fractions."""
    result: Answer = {"width": answer.size.width, "height": answer.size.height}
    if answer.detections is not None:
        result["detections"] = [
            {"label": one.label, "confidence": one.confidence, "box": [round(side, 5) for side in _sides(one.box)]}
            for one in most_confident(answer.detections, MOST)
        ]
    if answer.classifications is not None:
        result["classifications"] = [asdict(one) for one in most_confident(answer.classifications, MOST)]
    return result


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.xmin, box.ymin, box.xmax, box.ymax


DOCTOR = ServiceCommand(
    name="doctor",
    arguments=DoctorArguments,
    summary="What the model takes and gives, how it is read and why, how long an inference takes, what it sees in the "
    "camera's next frame, `warnings` of what is likely a mistake, and `doubts` whether it is read right.",
    example={"return_image": True},
    run=run_doctor,
)
