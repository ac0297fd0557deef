"""DoCommand `upload_status`: how the upload is getting on."""

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.config.arguments import NoArguments


async def upload_status(context: ServiceContext, _: NoArguments) -> Answer:
    """Raises ConfigError where the service keeps no hard frames."""
    return await context.opened_uploads.status()


UPLOAD_STATUS = ServiceCommand(
    name="upload_status",
    arguments=NoArguments,
    summary="`state`, how many frames are `uploaded` and `waiting`, the last `problem`, and in how many seconds the "
    "next attempt is made.",
    example={},
    run=upload_status,
)
