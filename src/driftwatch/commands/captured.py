"""DoCommand `captured`: the frames that wait, why each was kept, and what is left of the budget."""

import asyncio
import base64
from dataclasses import asdict, dataclass
from typing import Annotated, Any, cast

from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.queue.waiting import Listed
from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.record_json import record_json
from driftwatch.commands.recorded import Second
from driftwatch.config.constraints import Range
from driftwatch.watch.hard_frames import HardFrames


@dataclass(frozen=True, slots=True)
class CapturedArguments:
    """Which frames to list, and how."""

    camera_name: str = ""
    """Empty for all cameras."""
    reason: str = ""
    """Only frames that this sampler voted for, "asked" for those that a person kept; empty for all."""
    start: Second | None = None
    """Only frames from then on, seconds since 1970."""
    end: Second | None = None
    """Only frames from before."""
    page: Annotated[int, Range(0, 100_000)] = 0
    """Number of the page from 0, the newest frames first."""
    per_page: Annotated[int, Range(1, 20)] = 10
    thumbnails: bool = False
    """Adds a small JPEG of each frame in base64."""
    boxes: bool = False
    """Draws what the model saw into it."""


async def captured(context: ServiceContext, arguments: CapturedArguments) -> Answer:
    """What waits, with the state of uploads."""
    answer = await asyncio.to_thread(_captured, context.kept, arguments)
    return {**answer, "upload": await context.opened_uploads.status()}


def _captured(hard_frames: HardFrames, arguments: CapturedArguments) -> Answer:
    """Plain JSON; with thumbnails well below a megabyte. Waits for the disk. Nothing is handed over by looking."""
    camera = arguments.camera_name or None
    sought = Sought(
        arguments.camera_name,
        arguments.reason,
        float("-inf") if arguments.start is None else arguments.start,
        float("inf") if arguments.end is None else arguments.end,
    )
    listing = hard_frames.listing(sought, arguments.page, arguments.per_page)
    frames = [_frame(hard_frames, one, arguments) for one in listing.frames]
    if arguments.thumbnails:
        following = hard_frames.listing(sought, arguments.page + 1, arguments.per_page)
        hard_frames.thumbnails.prepare((one.record.id for one in following.frames), arguments.boxes)
    status = _without_unset(asdict(hard_frames.status()))
    budget = status["judge"].pop("budget")
    delivered = [one for one in hard_frames.last_delivered() if camera in (None, one.camera)]
    return {
        **status,
        "budget": budget,
        "page": arguments.page,
        "pages": -(-listing.total // arguments.per_page),
        "waiting": listing.total,
        "frames": frames,
        "delivered": [record_json(record) for record in delivered],
    }


def _frame(hard_frames: HardFrames, listed: Listed, arguments: CapturedArguments) -> Answer:
    record = listed.record
    frame = {**record_json(record), "bytes": listed.size, "handed_over": listed.handed_over, "blurred": record.blurred}
    if not arguments.thumbnails:
        return frame
    small = hard_frames.thumbnails.get(record.id, arguments.boxes)
    return frame if small is None else {**frame, "thumbnail": base64.b64encode(small).decode()}


def _without_unset(value: Any) -> Any:
    """Viam's Python client reads null as 0, which is not what an unset limit means: such keys are left out."""
    if not isinstance(value, dict):
        return value
    entries = cast("dict[str, Any]", value)
    return {name: _without_unset(one) for name, one in entries.items() if one is not None}


CAPTURED = ServiceCommand(
    name="captured",
    arguments=CapturedArguments,
    summary="Why each frame that waits was kept, what was kept, dropped and handed over, and what is left of the "
    "`budget`.",
    example={"per_page": 5, "thumbnails": True, "boxes": True},
    run=captured,
)
