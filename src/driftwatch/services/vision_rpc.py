"""Viam's vision API over gRPC, with images taken as they come.

The SDK's service parses a JPEG's header when it wraps the bytes, and a damaged header ends the call with an
IndexError before our decoder could say what is wrong. Here the bytes reach the vision service unparsed.
"""

from typing import Any

from grpclib.server import Stream
from viam.media.video import CameraMimeType, ViamImage
from viam.proto.service.vision import (
    GetClassificationsRequest,
    GetClassificationsResponse,
    GetDetectionsRequest,
    GetDetectionsResponse,
)
from viam.services.vision.service import VisionRPCService
from viam.utils import struct_to_dict


class UnparsedImage(ViamImage):
    """Bytes with a mime type, and no claim about what is in them."""

    def __init__(self, data: bytes, mime_type: str) -> None:
        self._data = data
        self._mime_type = CameraMimeType.from_string(mime_type)


class PlainVisionRPCService(VisionRPCService):
    """The SDK's service with the two calls that carry an image replaced."""

    async def GetDetections(self, stream: Stream[GetDetectionsRequest, GetDetectionsResponse]) -> None:  # noqa: N802
        request = await stream.recv_message()
        if request is None:
            return
        detections = await self.get_resource(request.name).get_detections(
            UnparsedImage(request.image, request.mime_type), extra=struct_to_dict(request.extra), timeout=_left(stream)
        )
        await stream.send_message(GetDetectionsResponse(detections=detections))

    async def GetClassifications(  # noqa: N802
        self, stream: Stream[GetClassificationsRequest, GetClassificationsResponse]
    ) -> None:
        request = await stream.recv_message()
        if request is None:
            return
        image = UnparsedImage(request.image, request.mime_type)
        classifications = await self.get_resource(request.name).get_classifications(
            image, request.n, extra=struct_to_dict(request.extra), timeout=_left(stream)
        )
        await stream.send_message(GetClassificationsResponse(classifications=classifications))


def _left(stream: Stream[Any, Any]) -> float | None:
    """Seconds until the caller gives up; None where it does not."""
    return stream.deadline.time_remaining() if stream.deadline else None
