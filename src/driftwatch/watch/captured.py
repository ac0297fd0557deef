"""What DoCommand `captured` tells: the frames that wait, why each was kept, and what is left of the budget."""

import base64
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Annotated, Any, cast

from driftwatch.capture.kept import Record
from driftwatch.capture.queue.waiting import Listed
from driftwatch.config.constraints import Range
from driftwatch.errors import ImageError
from driftwatch.report.thumbnail import thumbnail
from driftwatch.watch.figures import utc_text
from driftwatch.watch.hard_frames import HardFrames

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CapturedArguments:
    """camera_name: "" for all cameras. page: from 0, the newest frames first.

    thumbnails: a small JPEG of each frame in base64. boxes: draw what the model saw into it.
    """

    camera_name: str = ""
    page: Annotated[int, Range(0, 100_000)] = 0
    per_page: Annotated[int, Range(1, 20)] = 10
    thumbnails: bool = False
    boxes: bool = False


def captured(hard_frames: HardFrames, arguments: CapturedArguments) -> Answer:
    """Plain JSON; with thumbnails well below a megabyte. Waits for the disk. Nothing is handed over by looking."""
    camera = arguments.camera_name or None
    listing = hard_frames.listing(camera, arguments.page, arguments.per_page)
    status = _without_unset(asdict(hard_frames.status()))
    budget = status["judge"].pop("budget")
    delivered = [one for one in hard_frames.last_delivered() if camera in (None, one.camera)]
    return {
        **status,
        "budget": budget,
        "page": arguments.page,
        "pages": -(-listing.total // arguments.per_page),
        "waiting": listing.total,
        "frames": [_frame(hard_frames, one, arguments) for one in listing.frames],
        "delivered": [told(record) for record in delivered],
    }


def told(record: Record) -> Answer:
    """A frame in words: when, of which camera, why, with which probability, and what is on it."""
    answer = record.answer
    classes = (answer.classifications or ())[:1]
    labels = Counter(one.label for one in (*(answer.detections or ()), *classes))
    return {
        "id": record.id,
        "time": utc_text(record.captured),
        "camera_name": record.camera,
        "reasons": {one.name: round(one.value, 4) for one in record.reasons},
        "charged_to": record.charged_to,
        "inclusion": round(record.inclusion, 6),
        "labels": dict(labels),
        "boxes": len(answer.detections or ()),
        "model": record.model.key,
        "tags": list(record.tags),
    }


def _frame(hard_frames: HardFrames, listed: Listed, arguments: CapturedArguments) -> Answer:
    record = listed.record
    frame = {**told(record), "bytes": listed.size, "handed_over": listed.handed_over, "blurred": record.blurred}
    if not arguments.thumbnails:
        return frame
    data = hard_frames.image(listed)
    try:
        small = None if data is None else thumbnail(data, record.mime_type, record.answer if arguments.boxes else None)
    except ImageError:
        small = None
    return frame if small is None else {**frame, "thumbnail": base64.b64encode(small).decode()}


def _without_unset(value: Any) -> Any:
    """Viam's Python client reads null as 0, which is not what an unset limit means: such keys are left out."""
    if not isinstance(value, dict):
        return value
    entries = cast("dict[str, Any]", value)
    return {name: _without_unset(one) for name, one in entries.items() if one is not None}
