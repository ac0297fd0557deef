"""DoCommand `stop_upload`: ends the upload that is going on."""

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.config.arguments import NoArguments


async def stop_upload(context: ServiceContext, _: NoArguments) -> Answer:
    """Answers as `upload_status` once it has ended."""
    uploads = context.opened_uploads
    await uploads.stop()
    return await uploads.status()


STOP_UPLOAD = ServiceCommand(
    name="stop_upload",
    arguments=NoArguments,
    summary="Ends it; what has not gone waits on.",
    example={},
    run=stop_upload,
)
