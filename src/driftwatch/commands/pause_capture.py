"""DoCommand `pause_capture`: keeps no frames from now on."""

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.config.arguments import NoArguments


async def pause_capture(context: ServiceContext, _: NoArguments) -> Answer:
    """Until `resume_capture`."""
    context.kept.pause(True)
    return {"paused": True}


PAUSE_CAPTURE = ServiceCommand(
    name="pause_capture",
    arguments=NoArguments,
    summary="Keeps nothing from now on.",
    example={},
    run=pause_capture,
)
