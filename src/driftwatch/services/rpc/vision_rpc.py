"""Viam's vision API over gRPC, with images taken as they come and statuses sent as they are.

The SDK's service cannot say whether an answer has arrived, which a hard frame must, and it parses images
(`workarounds/unparsed_image.py`). Here the bytes reach the vision service as they are.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, cast, runtime_checkable

from grpclib.server import Stream
from viam.proto.common import GetStatusRequest, GetStatusResponse
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

from driftwatch.services.rpc.connection import seconds_left
from driftwatch.services.workarounds.unparsed_image import UnparsedImage


@dataclass(frozen=True, slots=True)
class CaptureCall:
    """Of CaptureAllFromCameraRequest what concerns images."""

    camera_name: str
    return_image: bool
    return_classifications: bool
    return_detections: bool
    extra: Mapping[str, Any] | None = None
    timeout: float | None = None
    """Seconds until the caller gives up; None: never."""


@runtime_checkable
class CapturesForDelivery(Protocol):
    """A vision service whose captures may have to arrive: what is given is sent within the context."""

    def capture(self, call: CaptureCall) -> AbstractAsyncContextManager[CaptureAllResult]: ...


class PlainVisionRPCService(VisionRPCService):
    """The SDK's service with the calls that carry an image replaced, and the one that carries nothing."""

    async def GetStatus(self, stream: Stream[GetStatusRequest, GetStatusResponse]) -> None:  # noqa: N802
        """The SDK asks of each value of a status which of its protocols it has; that took half of the call."""
        request = await stream.recv_message()
        if request is None:
            return
        response = GetStatusResponse()
        status = await self.get_resource(request.name).get_status(timeout=seconds_left(stream))
        response.result.update(cast("Any", status))  # of plain values, as `bounded` leaves them
        await stream.send_message(response)

    async def CaptureAllFromCamera(  # noqa: N802
        self, stream: Stream[CaptureAllFromCameraRequest, CaptureAllFromCameraResponse]
    ) -> None:
        request = await stream.recv_message()
        if request is None:
            return
        service = self.get_resource(request.name)
        assert isinstance(service, CapturesForDelivery), "this module has one kind of vision service"
        call = CaptureCall(
            request.camera_name,
            request.return_image,
            request.return_classifications,
            request.return_detections,
            struct_to_dict(request.extra),
            seconds_left(stream),
        )
        async with service.capture(call) as result:
            assert result.image is not None, "viam-server needs an image, if an empty one"
            image = Image(source_name=request.camera_name, mime_type=result.image.mime_type, image=result.image.data)
            response = CaptureAllFromCameraResponse(
                image=image,
                detections=result.detections,
                classifications=result.classifications,
                extra=dict_to_struct(result.extra or {}),
            )
            await stream.send_message(response)
            await stream.send_trailing_metadata()  # without it the caller has no answer

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
