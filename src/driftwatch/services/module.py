"""The module's process: what run.sh starts and viam-server talks to."""

import asyncio
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar, Protocol, runtime_checkable

from grpclib.metadata import Deadline
from typing_extensions import override
from viam import logging
from viam.errors import ValidationError
from viam.module.module import Module
from viam.proto.app.robot import ComponentConfig
from viam.proto.common import ResourceName
from viam.proto.module import AddResourceRequest, ValidateConfigRequest, ValidateConfigResponse
from viam.resource.base import ResourceBase
from viam.resource.registry import Registry, ResourceCreatorRegistration
from viam.resource.types import API, Model

from driftwatch.errors import ConfigError, DriftwatchError
from driftwatch.services import drift_chart, drift_sensor, mlmodel, replay_camera, vision
from driftwatch.services.log_lines import keep_log_lines_short
from driftwatch.services.rpc.grpc_errors import to_grpc
from driftwatch.services.state import ModuleState
from driftwatch.services.workarounds.ending import Ending, end_in_time
from driftwatch.services.workarounds.frame_repr import leave_frames_undescribed
from driftwatch.services.workarounds.freed_memory import keep_freed_memory
from driftwatch.services.workarounds.log_thread import send_log_lines_from
from driftwatch.services.workarounds.long_messages import send_short_messages
from driftwatch.services.workarounds.message_sizes import receive_bounded_messages
from driftwatch.services.workarounds.rpc_services import serve_with_our_rpc


class Registered(Protocol):
    """A model that this module offers. `new` is called by viam-server's wish, with what all resources share first."""

    API: ClassVar[API]
    MODEL: Model

    @classmethod
    def new(
        cls, state: ModuleState, config: ComponentConfig, dependencies: Mapping[ResourceName, ResourceBase]
    ) -> ResourceBase: ...

    @classmethod
    def validate_config(cls, config: ComponentConfig) -> tuple[Sequence[str], Sequence[str]]: ...


MODELS: tuple[type[Registered], ...] = (
    mlmodel.OnnxCpu,
    mlmodel.TfliteCpu,
    vision.VisionService,
    drift_sensor.DriftSensor,
    drift_chart.DriftChart,
    replay_camera.ReplayCamera,
)


@runtime_checkable
class Starts(Protocol):
    """A resource that is not ready when it is made: loading a model file must not hold up the event loop."""

    async def start(self) -> None: ...


class DriftwatchModule(Module):
    """The SDK's module, with errors in plain words and resources that may take their time to start."""

    @override
    async def add_resource(self, request: AddResourceRequest, *, deadline: Deadline | None = None) -> None:
        try:
            await super().add_resource(request, deadline=deadline)
            await self._start(request)
        except DriftwatchError as error:
            raise to_grpc(error) from error

    async def _start(self, request: AddResourceRequest) -> None:
        name = _resource_name(request)
        resource = self.server.get_resource(ResourceBase, name)
        if not isinstance(resource, Starts):
            return
        try:
            await resource.start()
        except BaseException:
            await self.server.remove_resource(name)
            raise

    @override
    async def validate_config(self, request: ValidateConfigRequest) -> ValidateConfigResponse:
        validate = Registry.lookup_validator(
            API.from_string(request.config.api), Model.from_string(request.config.model)
        )
        try:
            required, optional = validate(request.config)
        except ConfigError as error:
            raise ValidationError(str(error)) from error
        return ValidateConfigResponse(dependencies=required, optional_dependencies=optional)


def _resource_name(request: AddResourceRequest) -> ResourceName:
    api = API.from_string(request.config.api)
    return ResourceName(
        namespace=api.namespace, type=api.resource_type, subtype=api.resource_subtype, name=request.config.name
    )


async def serve() -> None:
    """Serves on the socket that the command line names, until viam-server ends the process."""
    os.umask(0o077)  # pictures and statistics are this user's alone
    keep_log_lines_short()
    keep_freed_memory()
    leave_frames_undescribed()
    send_log_lines_from(asyncio.get_running_loop())
    serve_with_our_rpc()
    send_short_messages()
    receive_bounded_messages()
    logging.getLogger("driftwatch")  # rooms below have plain loggers, and what those print viam-server takes for errors
    state = ModuleState()
    module = DriftwatchModule.from_args()
    state.machine.reach_through(lambda: module.parent)
    for model in MODELS:
        creator = ResourceCreatorRegistration(partial(model.new, state), model.validate_config)
        Registry.register_resource_creator(model.API, model.MODEL, creator)
        module.add_model_from_registry(model.API, model.MODEL)
    gc.freeze()  # what is imported by now stays; the collector would look through it again and again
    end_in_time(module.server, Ending(state.watches.write_all))
    await module.start()
    await asyncio.to_thread(state.watches.close)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # threads that hang are not waited for; all that had to be written is written


def main() -> None:
    """Serves until viam-server ends the process."""
    asyncio.run(serve())
