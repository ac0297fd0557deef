"""DoCommand `capture_now`: keeps the latest frame, because a person wants it."""

import asyncio
from dataclasses import dataclass

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.errors import ConfigError


@dataclass(frozen=True, slots=True)
class CaptureNowArguments:
    """Which camera."""

    camera_name: str = ""
    """Needed only where the service has no default camera."""


async def capture_now(context: ServiceContext, arguments: CaptureNowArguments) -> Answer:
    """Raises ConfigError where there is no frame that may be kept."""
    camera = arguments.camera_name or context.attributes.camera_name
    kept = await asyncio.to_thread(context.kept.keep_now, camera)
    if kept is None:
        raise ConfigError(
            [f'camera_name: no frame of "{camera}" can be kept: none was seen yet, or privacy forbids it']
        )
    return {"kept": kept.record.id, "camera_name": camera}


CAPTURE_NOW = ServiceCommand(
    name="capture_now",
    arguments=CaptureNowArguments,
    summary="Keeps the latest frame, whatever the samplers say.",
    example={"camera_name": "cam"},
    run=capture_now,
)
