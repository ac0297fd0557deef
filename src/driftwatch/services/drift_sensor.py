"""The drift sensor: what was counted and concluded, as flat readings for triggers, dashboards and the data manager."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from typing_extensions import Self
from viam.components.sensor import Sensor
from viam.errors import NoCaptureToStoreError
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import Geometry, ResourceName
from viam.resource.base import ResourceBase
from viam.resource.types import Model
from viam.utils import ValueTypes

from driftwatch import names
from driftwatch.concurrency import cancel_and_wait, run_in_thread
from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.engine.metrics_ports import Member
from driftwatch.services.notifying import alert_notifier
from driftwatch.services.resource_config import read_attributes
from driftwatch.services.rpc.bounded import bounded
from driftwatch.services.rpc.connection import is_from_data_manager
from driftwatch.services.rpc.grpc_errors import translated
from driftwatch.services.state import ModuleState
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.exposition import MetricValue
from driftwatch.watch.settings import DriftSensorSettings


class DriftSensor(Sensor):
    """driftwatch:edge-vision:drift_sensor."""

    MODEL = Model.from_string(names.DRIFT_SENSOR)

    def __init__(self, name: str, settings: DriftSensorSettings, state: ModuleState) -> None:
        Sensor.__init__(self, name)
        self._view = DriftSensorView(name, settings, state.watches)
        self._notifier = alert_notifier(name, settings, state.watches, state.machine, self.logger)
        self._notifying: asyncio.Task[None] | None = None
        self._metrics = state.metrics
        self._member: Member | None = None
        if settings.prometheus_port:
            self._member = Member(settings.prometheus_port, self._samples, self.logger)

    @classmethod
    def new(
        cls, state: ModuleState, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> Self:
        reading = read_attributes(DriftSensorSettings, config)
        sensor = cls(config.name, reading.value, state)
        for warning in reading.warnings:
            sensor.logger.warning(warning)
        return sensor

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]:
        """Depends on nothing: it reads what the process has counted.

        With whatever the vision service depends on, viam-server would take the sensor off the machine too, and add it
        again only with the next change of the config.
        """
        read_attributes(DriftSensorSettings, config)
        return [], []

    async def start(self) -> None:
        """From now on alerts are announced where `notify` says, and figures shown at `prometheus_port`."""
        if self._member is not None:
            self._metrics.join(self._member)
        if self._notifier is not None:
            self._notifying = asyncio.create_task(self._notifier.run())

    async def close(self) -> None:
        if self._member is not None:
            await self._metrics.leave(self._member)
        if self._notifier is not None and self._notifying is not None:
            await self._notifier.leave()
            await cancel_and_wait(self._notifying)

    @translated
    async def get_readings(
        self, *, extra: Mapping[str, Any] | None = None, timeout: float | None = None, **kwargs: Any
    ) -> Mapping[str, Any]:
        """People get live values, the data manager each closed window exactly once."""
        if not is_from_data_manager(extra):
            return bounded(self._readings())
        window = await run_in_thread(self._view.next_window)
        if window is None:
            raise NoCaptureToStoreError()
        return bounded({**window, **self._announced()})

    @translated
    async def do_command(
        self, command: Mapping[str, ValueTypes], *, timeout: float | None = None, **kwargs: Any
    ) -> Mapping[str, ValueTypes]:
        return await run_in_thread(lambda: self._view.command(command, machine_clock()))

    @translated
    async def get_status(self, *, timeout: float | None = None, **kwargs: Any) -> Mapping[str, ValueTypes]:
        return bounded(self._readings())

    def _readings(self) -> dict[str, Any]:
        return {**self._view.readings(), **self._announced()}

    def _samples(self) -> Iterable[MetricValue]:
        return self._view.samples(self._announced())

    def _announced(self) -> dict[str, Any]:
        """What does not get out of the machine, and why."""
        notices = self._notifier.readings() if self._notifier is not None else {}
        problem = self._metrics.problem(self._member.port) if self._member is not None else ""
        return {**notices, "prometheus_problem": problem} if problem else notices

    async def get_geometries(
        self, *, extra: Mapping[str, Any] | None = None, timeout: float | None = None, **kwargs: Any
    ) -> list[Geometry]:
        return []
