"""DoCommand `upload`: sends kept frames to Viam's app at once."""

from driftwatch.commands.command import Answer, ServiceCommand
from driftwatch.commands.context import ServiceContext
from driftwatch.upload.request import UploadRequest


async def upload(context: ServiceContext, request: UploadRequest) -> Answer:
    """Answers as `upload_status` as soon as it has begun. Raises ConfigError where no frame waits to be uploaded."""
    uploads = context.opened_uploads
    uploads.start(request)
    return await uploads.status()


UPLOAD = ServiceCommand(
    name="upload",
    arguments=UploadRequest,
    summary="Begins to upload kept frames at once, and answers as `upload_status`. The same again while it waits makes "
    "the next attempt now.",
    example={"tags": ["unreviewed", "belt"], "limit": 10},
    run=upload,
)
