"""The vision service: drop-in for rdk:builtin:mlmodel."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from grpclib import GRPCError, Status
from typing_extensions import Self
from viam.components.camera import Camera
from viam.errors import NoCaptureToStoreError
from viam.media.video import CameraMimeType, ViamImage
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import PointCloudObject, ResourceName
from viam.proto.service.vision import Classification, Detection, Detection3D, GetPropertiesResponse
from viam.resource.base import ResourceBase
from viam.resource.types import Model
from viam.services.mlmodel import MLModel
from viam.services.vision import CaptureAllResult, Vision
from viam.utils import ValueTypes

from driftwatch import names
from driftwatch.attributes import VisionAttributes
from driftwatch.capture.kept import Kept
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.opening import open_engine
from driftwatch.engine.ports import EnginePorts, Extra
from driftwatch.engine.vision_engine import CameraAnswer, VisionEngine
from driftwatch.errors import ModelError
from driftwatch.inference.answer import Answer, Size
from driftwatch.inference.filters import Filter, top
from driftwatch.services.cameras import MachineCameras
from driftwatch.services.models import MachineModels
from driftwatch.services.resource_config import read_attributes
from driftwatch.services.rpc.bounded import bounded
from driftwatch.services.rpc.connection import is_from_data_manager
from driftwatch.services.rpc.grpc_errors import translated, translating
from driftwatch.services.rpc.to_viam import classifications_to_viam, detections_to_viam
from driftwatch.services.rpc.vision_rpc import CaptureCall
from driftwatch.services.state import ModuleState
from driftwatch.services.upload_routes.opening import UploadOpener
from driftwatch.services.workarounds.unparsed_image import UnparsedImage

_NO_IMAGE: Final = UnparsedImage(b"", CameraMimeType.JPEG)


class VisionService(Vision):
    """driftwatch:edge-vision:mlmodel. Made by `new`, ready after `start`."""

    MODEL = Model.from_string(names.VISION)

    def __init__(self, name: str, attributes: VisionAttributes, ports: EnginePorts) -> None:
        Vision.__init__(self, name)
        self._attributes = attributes
        self._ports = ports
        self._filter = Filter(attributes.filter)
        self._engine: VisionEngine | None = None

    @classmethod
    def new(
        cls, state: ModuleState, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> Self:
        reading = read_attributes(VisionAttributes, config)
        cameras = MachineCameras(dependencies, state.machine.camera, state.machine.camera_names)
        models = MachineModels(state.local_models, dependencies, state.machine)
        uploads = UploadOpener(state.machine)
        service = cls(config.name, reading.value, EnginePorts(state.watches, cameras, models, uploads.open))
        for warning in reading.warnings:
            service.logger.warning(warning)
        return service

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]:
        """The model by its bare name and the camera as an optional one, so that both may live on a remote part.

        viam-server takes a whole name (rdk:service:mlmodel/NAME) of a required dependency for a resource of this part:
        it waits for that for ever, and hides the remote part's from everybody. An optional one is looked for everywhere
        by its API and name, and its removal takes nothing else off the machine.
        """
        attributes = read_attributes(VisionAttributes, config).value
        model = attributes.mlmodel_name
        if model == config.name:  # bare, it would be taken for this very service
            model = f"{MLModel.API}/{model}"
        camera = attributes.camera_name
        return [model], [f"{Camera.API}/{camera}"] if camera else []

    async def start(self) -> None:
        """Raises in plain words where the model cannot be used."""
        self._engine = await open_engine(self, self._attributes, self._ports)

    @translated
    async def get_detections_from_camera(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection]:
        return self._detections((await self._detector().infer_from_camera(camera_name, extra, timeout)).answer)

    @translated
    async def get_detections(
        self, image: ViamImage, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection]:
        return self._detections(await self._detector().infer(_encoded(image)))

    @translated
    async def get_classifications_from_camera(
        self, camera_name: str, count: int, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Classification]:
        seen = await self._classifier().infer_from_camera(camera_name, extra, timeout)
        return self._classifications(seen.answer, count)

    @translated
    async def get_classifications(
        self, image: ViamImage, count: int, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Classification]:
        return self._classifications(await self._classifier().infer(_encoded(image)), count)

    async def get_detections_3d(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[Detection3D]:
        raise GRPCError(Status.UNIMPLEMENTED, f'"{self.name}" has a model of images; it gives no 3D detections')

    async def get_object_point_clouds(
        self, camera_name: str, *, extra: Extra | None = None, timeout: float | None = None
    ) -> list[PointCloudObject]:
        raise GRPCError(Status.UNIMPLEMENTED, f'"{self.name}" has a model of images; it gives no 3D objects')

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
        call = CaptureCall(camera_name, return_image, return_classifications, return_detections, extra, timeout)
        async with self.capture(call) as result:
            return result

    @asynccontextmanager
    async def capture(self, call: CaptureCall) -> AsyncGenerator[CaptureAllResult, None]:
        """As `capture_all_from_camera`; a hard frame for the data manager counts as given once the context is left."""
        with translating():
            engine = self._open()
            # Without its image a hard frame could not be stored, and would be lost.
            if not (engine.keeps_hard_frames and call.return_image and is_from_data_manager(call.extra)):
                yield await self._capture_now(engine, call)
                return
            hard = await engine.hard_frame(call.camera_name, call.extra, call.timeout)
            if hard is None:
                raise NoCaptureToStoreError()
            async with hard.sending():
                yield _hard_frame(hard.kept, call)

    @translated
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

    @translated
    async def get_status(self, *, timeout: float | None = None, **kwargs: Any) -> Mapping[str, ValueTypes]:
        return bounded(self._open().status())

    @translated
    async def do_command(
        self, command: Mapping[str, ValueTypes], *, timeout: float | None = None, **kwargs: Any
    ) -> Mapping[str, ValueTypes]:
        return await self._open().command(command)

    async def close(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.close()

    async def _capture_now(self, engine: VisionEngine, call: CaptureCall) -> CaptureAllResult:
        if call.return_detections or call.return_classifications:
            seen = await engine.infer_from_camera(call.camera_name, call.extra, call.timeout)
        else:
            frame = await engine.frame(engine.camera(call.camera_name), call.extra, call.timeout)
            seen = CameraAnswer(frame, Answer(Size(0, 0)))
        image, answer = seen.image, seen.answer
        # viam-server needs an image in the answer even where none was asked for.
        given = UnparsedImage(image.data, image.mime_type) if call.return_image else _NO_IMAGE
        return CaptureAllResult(
            image=given,
            detections=self._detections(answer) if call.return_detections else [],
            classifications=self._classifications(answer, 0) if call.return_classifications else [],
            objects=[],
            detections_3d=[],
        )

    def _detections(self, answer: Answer) -> list[Detection]:
        return detections_to_viam(self._filter.apply(answer.detections or ()), answer.size)

    def _classifications(self, answer: Answer, count: int) -> list[Classification]:
        return classifications_to_viam(top(self._filter.apply(answer.classifications or ()), count))

    def _open(self) -> VisionEngine:
        if self._engine is None:
            raise ModelError(f'the vision service "{self.name}" is closed')
        return self._engine

    def _detector(self) -> VisionEngine:
        engine = self._open()
        if engine.choice.detector is None:
            raise GRPCError(Status.UNIMPLEMENTED, f'the model of "{self.name}" is no detector; ask for classifications')
        return engine

    def _classifier(self) -> VisionEngine:
        engine = self._open()
        if engine.choice.classifier is None:
            raise GRPCError(Status.UNIMPLEMENTED, f'the model of "{self.name}" is no classifier; ask for detections')
        return engine


def _hard_frame(kept: Kept, call: CaptureCall) -> CaptureAllResult:
    """A frame worth a label with the model's own boxes as a first annotation, whatever is served to callers."""
    record = kept.record
    detections, classifications = record.answer.detections or (), record.answer.classifications or ()
    return CaptureAllResult(
        image=UnparsedImage(kept.data, record.mime_type),
        detections=detections_to_viam(detections, record.answer.size) if call.return_detections else [],
        classifications=classifications_to_viam(classifications) if call.return_classifications else [],
        extra={"id": record.id, "reasons": [one.name for one in record.reasons], "inclusion": record.inclusion},
    )


def _encoded(image: ViamImage) -> EncodedImage:
    return EncodedImage(image.data, str(image.mime_type))
