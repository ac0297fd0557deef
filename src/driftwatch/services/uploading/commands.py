"""The DoCommands of uploads."""

from typing import Any, Final

from driftwatch.services.uploading.request import UploadRequest
from driftwatch.watch.capture_commands import NoArguments

UPLOAD_COMMANDS: Final[dict[str, type[Any]]] = {
    "upload": UploadRequest,
    "upload_status": NoArguments,
    "stop_upload": NoArguments,
}
"""With their arguments."""
