"""DoCommand `captured_image`: the whole image of a frame that waits."""

import asyncio
import base64
from dataclasses import dataclass
from typing import Annotated

from driftwatch.capture.queue.sought import Sought
from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.config.constraints import Length
from driftwatch.errors import ConfigError, ImageError
from driftwatch.inference.answer import Detection
from driftwatch.report.view import view
from driftwatch.watch.hard_frames import HardFrames


@dataclass(frozen=True, slots=True)
class CapturedImageArguments:
    """Which frame."""

    id: Annotated[str, Length(0, 100)] = ""
    """As `captured` names it; empty for the newest."""


async def captured_image(context: ServiceContext, arguments: CapturedImageArguments) -> Answer:
    """Raises ConfigError where the frame does not wait any more, or is no image that can be read."""
    found = await asyncio.to_thread(_image, context.kept, arguments.id)
    if not found:
        raise ConfigError([f'id: no frame "{arguments.id}" waits that could be shown'])
    return found


def _image(hard_frames: HardFrames, frame: str) -> Answer:
    listed = hard_frames.find(frame) if frame else next(iter(hard_frames.listing(Sought(), 0, 1).frames), None)
    data = None if listed is None else hard_frames.image(listed)
    if listed is None or data is None:
        return {}
    try:
        shown = view(data, listed.record.mime_type)
    except ImageError:
        return {}
    boxes = [
        {"label": one.label, "confidence": round(one.confidence, 5), "box": [round(side, 5) for side in _corners(one)]}
        for one in listed.record.answer.detections or ()
    ]
    return {"id": listed.record.id, "image": base64.b64encode(shown).decode(), "boxes": boxes}


def _corners(one: Detection) -> tuple[float, float, float, float]:
    return one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax


CAPTURED_IMAGE = ServiceCommand(
    name="captured_image",
    arguments=CapturedImageArguments,
    summary="The `image` of a frame that waits, a JPEG in base64, and the model's `boxes` as fractions of it.",
    example={},
    run=captured_image,
)
