"""Viam's vision API over gRPC, with images taken as they come.

The SDK's service parses a JPEG's header when it wraps the bytes, and a damaged header ends the call with an
IndexError before our decoder could say what is wrong. Here the bytes reach the vision service unparsed.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from grpclib.server import Stream
from viam.media.video import CameraMimeType, ViamImage
from viam.proto.component.camera import Image
from viam.proto.service.vision import (
    CaptureAllFromCameraRequest,
    CaptureAllFromCameraResponse,
    GetClassificationsRequest,
    GetClassificationsResponse,
    GetDetectionsRequest,
    GetDetectionsResponse,
)
from viam.services.vision import CaptureAllResult
from viam.services.vision.service import VisionRPCService
from viam.utils import dict_to_struct, struct_to_dict

from driftwatch.services.connection import seconds_left


class UnparsedImage(ViamImage):
    """Bytes with a mime type, and no claim about what is in them."""

    def __init__(self, data: bytes, mime_type: str) -> None:
        self._data = data
        self._mime_type = CameraMimeType.from_string(mime_type)


class HandedOver(CaptureAllResult):
    """A capture that is given away. by: sends it, and takes care that it is not lost on its way."""

    def __init__(self, by: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]], **parts: Any) -> None:
        super().__init__(**parts)
        self.by = by


class PlainVisionRPCService(VisionRPCService):
    """The SDK's service with the calls that carry an image replaced."""

    async def CaptureAllFromCamera(  # noqa: N802
        self, stream: Stream[CaptureAllFromCameraRequest, CaptureAllFromCameraResponse]
    ) -> None:
        request = await stream.recv_message()
        if request is None:
            return
        result = await self.get_resource(request.name).capture_all_from_camera(
            request.camera_name,
            return_image=request.return_image,
            return_classifications=request.return_classifications,
            return_detections=request.return_detections,
            return_object_point_clouds=request.return_object_point_clouds,
            return_detections_3d=request.return_detections_3d,
            extra=struct_to_dict(request.extra),
            timeout=seconds_left(stream),
        )
        assert result.image is not None, "viam-server needs an image, if an empty one"
        image = Image(source_name=request.camera_name, mime_type=result.image.mime_type, image=result.image.data)
        response = CaptureAllFromCameraResponse(
            image=image,
            detections=result.detections,
            classifications=result.classifications,
            extra=dict_to_struct(result.extra or {}),
        )

        async def send() -> None:
            await stream.send_message(response)
            await stream.send_trailing_metadata()  # without it the caller has no answer

        await (result.by(send) if isinstance(result, HandedOver) else send())

    async def GetDetections(self, stream: Stream[GetDetectionsRequest, GetDetectionsResponse]) -> None:  # noqa: N802
        request = await stream.recv_message()
        if request is None:
            return
        detections = await self.get_resource(request.name).get_detections(
            UnparsedImage(request.image, request.mime_type),
            extra=struct_to_dict(request.extra),
            timeout=seconds_left(stream),
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
            image, request.n, extra=struct_to_dict(request.extra), timeout=seconds_left(stream)
        )
        await stream.send_message(GetClassificationsResponse(classifications=classifications))
