"""DoCommand `adopt_state`: this service goes on with what another name has learned, and with its frames that wait."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.commands.unused_state import unused_json
from driftwatch.concurrency import run_in_thread
from driftwatch.config.constraints import Length
from driftwatch.watch.unused_state import StateChoice, Taker


@dataclass(frozen=True, slots=True)
class AdoptStateArguments:
    """Whose state, as `unused_state` lists it."""

    service: Annotated[str, Length(1)]
    """The name that the vision service had; its own name for a camera that was renamed."""
    folder: str = ""
    """Where it lies; needed only for another folder than that of this service."""
    camera_name: str = ""
    """One camera; empty for all of them."""
    to_camera: str = ""
    """The new name of that camera; empty where it has kept its name."""


async def adopt_state(context: ServiceContext, arguments: AdoptStateArguments) -> Answer:
    """Raises ConfigError where that is in use, or is not there."""
    cameras, wanted = await context.cameras(), wanted_of(arguments.service, arguments.folder, arguments.camera_name)
    pool = context.reviews.pool if context.reviews else None
    taker = Taker(context.watch.service, context.hard_frames, pool)
    adopted = await run_in_thread(lambda: context.left.adopt(taker, wanted, cameras, arguments.to_camera))
    left = {
        name: count
        for name, count, place in (
            ("left_hard_frames", adopted.hard_frames, taker.hard_frames),
            ("left_review_frames", adopted.review_frames, taker.pool),
        )
        if count and place is None
    }
    return {"adopted": unused_json(adopted), **left}


def wanted_of(service: str, folder: str, camera: str) -> StateChoice:
    """An empty text means the service's own folder, or all cameras."""
    return StateChoice(service, Path(folder) if folder else None, camera or None)


ADOPT_STATE = ServiceCommand(
    name="adopt_state",
    arguments=AdoptStateArguments,
    summary="This service takes over what `unused_state` lists under another name: counts add up, what was learned "
    "goes on, waiting frames are handed over. Refused for state that is in use. `left_hard_frames` and "
    "`left_review_frames` stay where this service has no `capture`, or no `review`.",
    example={"service": "old"},
    run=adopt_state,
)
