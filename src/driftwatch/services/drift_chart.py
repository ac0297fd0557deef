"""A camera that shows how a vision model has been doing, for the Control tab and workspaces."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from grpclib import GRPCError, Status
from typing_extensions import Self
from viam.components.camera import Camera
from viam.media.video import CameraMimeType, NamedImage
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import Geometry, ResourceName, ResponseMetadata
from viam.proto.component.camera import GetPropertiesResponse
from viam.resource.base import ResourceBase
from viam.resource.types import Model
from viam.utils import ValueTypes

from driftwatch import names
from driftwatch.attributes import DriftChartAttributes
from driftwatch.concurrency import run_in_thread
from driftwatch.engine.drift_chart_view import DriftChartView
from driftwatch.services.resource_config import read_attributes
from driftwatch.services.rpc.grpc_errors import translated
from driftwatch.services.rpc.one_source import OneSource
from driftwatch.services.state import ModuleState
from driftwatch.watch.registry import WatchRegistry

SOURCE: Final = OneSource("chart")


class DriftChart(Camera):
    """driftwatch:edge-vision:drift_chart."""

    MODEL = Model.from_string(names.DRIFT_CHART)

    def __init__(self, name: str, settings: DriftChartAttributes, watches: WatchRegistry) -> None:
        Camera.__init__(self, name)
        self._settings = settings
        self._view = DriftChartView(settings, watches)

    @classmethod
    def new(
        cls, state: ModuleState, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> Self:
        reading = read_attributes(DriftChartAttributes, config)
        chart = cls(config.name, reading.value, state.watches)
        for warning in reading.warnings:
            chart.logger.warning(warning)
        return chart

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]:
        """Depends on nothing, as the drift sensor: it must also show that the vision service is gone."""
        read_attributes(DriftChartAttributes, config)
        return [], []

    @translated
    async def get_images(
        self,
        *,
        filter_source_names: Sequence[str] | None = None,
        extra: dict[str, Any] | None = None,
        timeout: float | None = None,
        **kwargs: Any,
    ) -> tuple[Sequence[NamedImage], ResponseMetadata]:
        SOURCE.check(filter_source_names)
        return SOURCE.answer(await run_in_thread(self._view.picture), CameraMimeType.PNG)

    async def get_properties(self, *, timeout: float | None = None, **kwargs: Any) -> GetPropertiesResponse:
        return GetPropertiesResponse(supports_pcd=False, mime_types=[CameraMimeType.PNG])

    async def get_point_cloud(
        self, *, extra: dict[str, Any] | None = None, timeout: float | None = None, **kwargs: Any
    ) -> tuple[bytes, str]:
        raise GRPCError(Status.UNIMPLEMENTED, "a drift chart has no point clouds")

    async def get_geometries(
        self, *, extra: dict[str, Any] | None = None, timeout: float | None = None, **kwargs: Any
    ) -> list[Geometry]:
        return []

    async def get_status(self, *, timeout: float | None = None, **kwargs: Any) -> Mapping[str, ValueTypes]:
        settings = self._settings
        return {"vision_name": settings.vision_name, "hours": settings.hours, "drawings": self._view.drawings}

    @translated
    async def do_command(
        self, command: Mapping[str, ValueTypes], *, timeout: float | None = None, **kwargs: Any
    ) -> Mapping[str, ValueTypes]:
        raise GRPCError(Status.UNIMPLEMENTED, "a drift chart has no commands; the vision service answers trend")
