"""What a camera with a single source answers to GetImages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from grpclib import GRPCError, Status
from viam.media.video import CameraMimeType, NamedImage
from viam.proto.common import ResponseMetadata
from viam.utils import datetime_to_timestamp


@dataclass(frozen=True, slots=True)
class OneSource:
    """name: of the camera's only source."""

    name: str

    def check(self, asked: Sequence[str] | None) -> None:
        """Raises GRPCError where another one is asked for."""
        for wanted in asked or ():
            if wanted != self.name:
                raise GRPCError(
                    Status.INVALID_ARGUMENT, f'this camera has one source, "{self.name}", and no "{wanted}"'
                )

    def answer(self, data: bytes, mime_type: CameraMimeType) -> tuple[list[NamedImage], ResponseMetadata]:
        """An image that was captured now."""
        captured_at = datetime_to_timestamp(datetime.now(timezone.utc))
        return [NamedImage(self.name, data, mime_type)], ResponseMetadata(captured_at=captured_at)
