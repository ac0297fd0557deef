"""DoCommand `resume_capture`: keeps frames again after `pause_capture`."""

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.config.arguments import NoArguments


async def resume_capture(context: ServiceContext, _: NoArguments) -> Answer:
    """Changes nothing where it was not paused."""
    context.kept.pause(False)
    return {"paused": False}


RESUME_CAPTURE = ServiceCommand(
    name="resume_capture",
    arguments=NoArguments,
    summary="Goes on.",
    example={},
    run=resume_capture,
)
