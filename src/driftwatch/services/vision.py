"""The vision service: drop-in for rdk:builtin:mlmodel."""

from collections.abc import Mapping, Sequence
from typing import Any

from grpclib import GRPCError, Status
from typing_extensions import Self
from viam.components.camera import Camera
from viam.errors import NoCaptureToStoreError
from viam.media.video import CameraMimeType, ViamImage
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import PointCloudObject, ResourceName
from viam.proto.service.vision import Classification, Detection, Detection3D, GetPropertiesResponse
from viam.resource.base import ResourceBase
from viam.resource.easy_resource import EasyResource
from viam.resource.types import Model
from viam.services.mlmodel import MLModel
from viam.services.vision import CaptureAllResult, Vision
from viam.utils import ValueTypes

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer, Size
from driftwatch.inference.filters import Filter, top
from driftwatch.services import names
from driftwatch.services.answering import answers_plainly
from driftwatch.services.attributes import VisionAttributes, read_attributes
from driftwatch.services.cameras import Cameras
from driftwatch.services.data_manager import is_from_data_manager
from driftwatch.services.deliveries import Delivery
from driftwatch.services.lookout import Dependencies, Extra, Lookout, Seen
from driftwatch.services.machine import MACHINE
from driftwatch.services.to_viam import classifications_to_viam, detections_to_viam
from driftwatch.services.vision_rpc import HandedOver, UnparsedImage


class VisionService(Vision, EasyResource):
    """driftwatch:edge-vision:mlmodel. Made by `new`, ready after `start`."""

    MODEL = Model.from_string(names.VISION)

    def __init__(self, name: str, attributes: VisionAttributes, dependencies: Dependencies) -> None:
        Vision.__init__(self, name)
        self._attributes = attributes
        self._dependencies = dependencies
        self._filter = Filter(attributes.filter)
        self._lookout: Lookout | None = None

    @classmethod
    def new(cls, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]) -> Self:
        reading = read_attributes(VisionAttributes, config)
        service = cls(config.name, reading.value, dependencies)
        for warning in reading.warnings:
            service.logger.warning(warning)
        return service

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]:
        attributes = read_attributes(VisionAttributes, config).value
        required = [f"{MLModel.API}/{attributes.mlmodel_name}"]
        if attributes.camera_name:
            required.append(f"{Camera.API}/{attributes.camera_name}")
        return required, []

    async def start(self) -> None:
        """Raises in plain words where the model cannot be used."""
        cameras = Cameras(self._dependencies, MACHINE.camera)
        self._lookout = await Lookout.open(self, self._attributes, self._dependencies, cameras)

    @answers_plainly
    async def get_detections_from_camera(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection]:
        return self._detections((await self._detector().look_at(camera_name, extra, timeout)).answer)

    @answers_plainly
    async def get_detections(
        self, image: ViamImage, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection]:
        return self._detections(await self._detector().look(_frame(image)))

    @answers_plainly
    async def get_classifications_from_camera(
        self, camera_name: str, count: int, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Classification]:
        seen = await self._classifier().look_at(camera_name, extra, timeout)
        return self._classifications(seen.answer, count)

    @answers_plainly
    async def get_classifications(
        self, image: ViamImage, count: int, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Classification]:
        return self._classifications(await self._classifier().look(_frame(image)), count)

    async def get_detections_3d(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection3D]:
        raise GRPCError(Status.UNIMPLEMENTED, f'"{self.name}" has a model of images; it gives no 3D detections')

    async def get_object_point_clouds(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[PointCloudObject]:
        raise GRPCError(Status.UNIMPLEMENTED, f'"{self.name}" has a model of images; it gives no 3D objects')

    @answers_plainly
    async def capture_all_from_camera(
        self,
        camera_name: str,
        return_image: bool = False,
        return_classifications: bool = False,
        return_detections: bool = False,
        return_object_point_clouds: bool = False,
        return_detections_3d: bool = False,
        *,
        extra: Extra | None = None,
        timeout: float | None = None,
    ) -> CaptureAllResult:
        """One image and one inference for all that is asked; a role that the model does not play is left out."""
        lookout = self._open()
        # Without its image a hard frame could not be stored, and would be lost.
        if lookout.keeps_hard_frames and return_image and is_from_data_manager(extra):
            hard = await lookout.hard_frame(camera_name, extra, timeout)
            return _handed_over(hard, return_detections, return_classifications)
        if return_detections or return_classifications:
            seen = await lookout.look_at(camera_name, extra, timeout)
        else:
            seen = Seen(await lookout.frame(lookout.camera(camera_name), extra, timeout), Answer(Size(0, 0)))
        frame, answer = seen.frame, seen.answer
        # viam-server needs an image in the answer even where none was asked for.
        image = UnparsedImage(frame.data, frame.mime_type) if return_image else UnparsedImage(b"", CameraMimeType.JPEG)
        return CaptureAllResult(
            image=image,
            detections=self._detections(answer) if return_detections else [],
            classifications=self._classifications(answer, 0) if return_classifications else [],
            objects=[],
            detections_3d=[],
        )

    @answers_plainly
    async def get_properties(
        self, *, extra: Extra | None = None, timeout: float | None = None
    ) -> GetPropertiesResponse:
        choice = self._open().choice
        return GetPropertiesResponse(
            classifications_supported=choice.classifier is not None,
            detections_supported=choice.detector is not None,
            object_point_clouds_supported=False,
            default_camera=self._attributes.camera_name or None,
        )

    @answers_plainly
    async def get_status(self, *, timeout: float | None = None, **kwargs: Any) -> Mapping[str, ValueTypes]:
        return self._open().status()

    @answers_plainly
    async def do_command(
        self, command: Mapping[str, ValueTypes], *, timeout: float | None = None, **kwargs: Any
    ) -> Mapping[str, ValueTypes]:
        return await self._open().command(command)

    async def close(self) -> None:
        lookout, self._lookout = self._lookout, None
        if lookout is not None:
            await lookout.close()

    def _detections(self, answer: Answer) -> list[Detection]:
        return detections_to_viam(self._filter.apply(answer.detections or ()), answer.size)

    def _classifications(self, answer: Answer, count: int) -> list[Classification]:
        return classifications_to_viam(top(self._filter.apply(answer.classifications or ()), count))

    def _open(self) -> Lookout:
        if self._lookout is None:
            raise ModelError(f'the vision service "{self.name}" is closed')
        return self._lookout

    def _detector(self) -> Lookout:
        lookout = self._open()
        if lookout.choice.detector is None:
            raise GRPCError(Status.UNIMPLEMENTED, f'the model of "{self.name}" is no detector; ask for classifications')
        return lookout

    def _classifier(self) -> Lookout:
        lookout = self._open()
        if lookout.choice.classifier is None:
            raise GRPCError(Status.UNIMPLEMENTED, f'the model of "{self.name}" is no classifier; ask for detections')
        return lookout


def _handed_over(hard: Delivery | None, with_detections: bool, with_classifications: bool) -> CaptureAllResult:
    """A frame worth a label with the model's own boxes as a first annotation, whatever is served to callers."""
    if hard is None:
        raise NoCaptureToStoreError()
    record = hard.kept.record
    detections, classifications = record.answer.detections or (), record.answer.classifications or ()
    return HandedOver(
        hard.by,
        image=UnparsedImage(hard.kept.data, record.mime_type),
        detections=detections_to_viam(detections, record.answer.size) if with_detections else [],
        classifications=classifications_to_viam(classifications) if with_classifications else [],
        extra={"id": record.id, "reasons": [one.name for one in record.reasons], "inclusion": record.inclusion},
    )


def _frame(image: ViamImage) -> EncodedImage:
    return EncodedImage(image.data, str(image.mime_type))
