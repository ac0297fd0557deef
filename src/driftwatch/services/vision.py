"""The vision service: drop-in for rdk:builtin:mlmodel."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grpclib import GRPCError, Status
from typing_extensions import Self
from viam.components.camera import Camera
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

from driftwatch.errors import ConfigError, ModelError
from driftwatch.inference.answer import Answer, Size
from driftwatch.inference.filters import Filter, top
from driftwatch.inference.pipeline import Assembly, Pipeline
from driftwatch.inference.worker import beside_the_loop
from driftwatch.services import names
from driftwatch.services.answering import answers_plainly
from driftwatch.services.attributes import VisionAttributes, read_attributes
from driftwatch.services.cameras import Cameras, Frame
from driftwatch.services.commands import run
from driftwatch.services.machine import MACHINE
from driftwatch.services.model_link import ModelLink, link_to
from driftwatch.services.to_viam import classifications_to_viam, detections_to_viam
from driftwatch.services.vision_rpc import UnparsedImage

Extra = Mapping[str, ValueTypes]


class VisionService(Vision, EasyResource):
    """driftwatch:edge-vision:mlmodel. Made by `new`, ready after `start`."""

    MODEL = Model.from_string(names.VISION)

    def __init__(
        self, name: str, attributes: VisionAttributes, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> None:
        Vision.__init__(self, name)
        self._attributes = attributes
        self._dependencies = dependencies
        self._cameras = Cameras(dependencies, MACHINE.camera)
        self._filter = Filter(attributes.filter)
        self._link: ModelLink | None = None
        self._pipeline: Pipeline | None = None

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
        required = [_full_name(MLModel, attributes.mlmodel_name)]
        if attributes.camera_name:
            required.append(_full_name(Camera, attributes.camera_name))
        return required, []

    async def start(self) -> None:
        """Tries the model on a grey image and decides how to read it. Raises in plain words what does not fit."""
        link = link_to(self._attributes.mlmodel_name, self._dependencies)
        description = await link.describe()
        assembly = await beside_the_loop(lambda: Assembly(description.info, self._attributes.input))
        for warning in assembly.warnings:
            self.logger.warning(warning)
        labels, model_labels = _path(self._attributes.label_path), _path(description.label_path)
        self._pipeline = await link.infer_and(
            assembly.trial, lambda outputs: assembly.finish(outputs, self._attributes.output, labels, model_labels)
        )
        self._link = link
        for line in self._pipeline.describe().items():
            self.logger.info("%s: %s", *line)

    @answers_plainly
    async def get_detections_from_camera(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection]:
        self._require_detector()
        return self._detections(await self._look(await self._frame(camera_name, extra, timeout)))

    @answers_plainly
    async def get_detections(
        self, image: ViamImage, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection]:
        self._require_detector()
        return self._detections(await self._look(Frame(image.data, str(image.mime_type))))

    @answers_plainly
    async def get_classifications_from_camera(
        self, camera_name: str, count: int, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Classification]:
        self._require_classifier()
        return self._classifications(await self._look(await self._frame(camera_name, extra, timeout)), count)

    @answers_plainly
    async def get_classifications(
        self, image: ViamImage, count: int, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Classification]:
        self._require_classifier()
        return self._classifications(await self._look(Frame(image.data, str(image.mime_type))), count)

    async def get_object_point_clouds(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[PointCloudObject]:
        raise GRPCError(Status.UNIMPLEMENTED, f'"{self.name}" has a model of images; it gives no 3D objects')

    async def get_detections_3d(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection3D]:
        raise GRPCError(Status.UNIMPLEMENTED, f'"{self.name}" has a model of images; it gives no 3D detections')

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
        """One image and one inference for everything that is asked; a role that the model does not play is left out."""
        frame = await self._frame(camera_name, extra, timeout)
        answer = await self._look(frame) if return_detections or return_classifications else Answer(Size(0, 0))
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
        choice = self._ready()[1].choice
        return GetPropertiesResponse(
            classifications_supported=choice.classifier is not None,
            detections_supported=choice.detector is not None,
            object_point_clouds_supported=False,
            default_camera=self._attributes.camera_name or None,
        )

    @answers_plainly
    async def get_status(self, *, timeout: float | None = None, **kwargs: Any) -> Mapping[str, ValueTypes]:
        return self._status()

    @answers_plainly
    async def do_command(
        self, command: Mapping[str, ValueTypes], *, timeout: float | None = None, **kwargs: Any
    ) -> Mapping[str, ValueTypes]:
        return run(command, {"status": self._status})

    async def close(self) -> None:
        self._pipeline = self._link = None

    def _status(self) -> Mapping[str, ValueTypes]:
        link, pipeline = self._ready()
        identity = link.identity
        return {
            "model_name": identity.name,
            "model_version": identity.version,
            "model_sha256": identity.sha256,
            "labels": list(pipeline.labels or ()),
            "how": pipeline.describe(),
        }

    async def _frame(self, camera_name: str, extra: Extra | None, timeout: float | None) -> Frame:
        name = camera_name or self._attributes.camera_name
        if not name:
            raise ConfigError(["camera_name: this call names no camera, and the service has no default one"])
        return await self._cameras.frame(name, extra, timeout)

    async def _look(self, frame: Frame) -> Answer:
        link, pipeline = self._ready()
        prepared = await beside_the_loop(lambda: pipeline.prepare(frame.data, frame.mime_type))
        return await link.infer_and(prepared.tensors, lambda outputs: pipeline.read(outputs, prepared))

    def _detections(self, answer: Answer) -> list[Detection]:
        return detections_to_viam(self._filter.apply(answer.detections or ()), answer.size)

    def _classifications(self, answer: Answer, count: int) -> list[Classification]:
        return classifications_to_viam(top(self._filter.apply(answer.classifications or ()), count))

    def _ready(self) -> tuple[ModelLink, Pipeline]:
        if self._link is None or self._pipeline is None:
            raise ModelError(f'the vision service "{self.name}" is closed')
        return self._link, self._pipeline

    def _require_detector(self) -> None:
        if self._ready()[1].choice.detector is None:
            raise GRPCError(Status.UNIMPLEMENTED, f'the model of "{self.name}" is no detector; ask for classifications')

    def _require_classifier(self) -> None:
        if self._ready()[1].choice.classifier is None:
            raise GRPCError(Status.UNIMPLEMENTED, f'the model of "{self.name}" is no classifier; ask for detections')


def _full_name(kind: type[MLModel] | type[Camera], name: str) -> str:
    """As viam-server writes a dependency of a known kind: "rdk:service:mlmodel/my-model"."""
    return f"{kind.API}/{name}"


def _path(text: str) -> Path | None:
    return Path(text) if text else None
