"""The module's process: what run.sh starts and viam-server talks to."""

import asyncio
import gc
import os
import sys
from logging import INFO
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from grpclib.metadata import Deadline
from typing_extensions import override
from viam import logging
from viam.errors import ValidationError
from viam.module.module import Module
from viam.proto.common import ResourceName
from viam.proto.module import AddResourceRequest, ValidateConfigRequest, ValidateConfigResponse
from viam.resource.base import ResourceBase
from viam.resource.registry import Registry, ResourceCreatorRegistration
from viam.resource.types import API, Model

from driftwatch.errors import ConfigError, DriftwatchError
from driftwatch.services.log_lines import keep_log_lines_short
from driftwatch.services.registered_model import MODELS, RegisteredModel
from driftwatch.services.rpc.grpc_errors import to_grpc
from driftwatch.services.workarounds.closed_streams import forget_closed_streams
from driftwatch.services.workarounds.ending import Ending, end_in_time
from driftwatch.services.workarounds.frame_repr import leave_frames_undescribed
from driftwatch.services.workarounds.freed_memory import keep_freed_memory
from driftwatch.services.workarounds.log_thread import send_log_lines_from
from driftwatch.services.workarounds.long_messages import send_short_messages
from driftwatch.services.workarounds.message_sizes import receive_bounded_messages
from driftwatch.services.workarounds.rpc_services import serve_with_our_rpc

if TYPE_CHECKING:
    from driftwatch.services.state import ModuleState


@runtime_checkable
class Starts(Protocol):
    """A resource that is not ready when it is made: loading a model file must not hold up the event loop."""

    async def start(self) -> None: ...


class DriftwatchModule(Module):
    """The SDK's module, with errors in plain words, and resources that may take time to import and to start."""

    @override
    def __init__(self, address: str, *, log_level: int = INFO, tcp_mode: bool = False) -> None:
        super().__init__(address, log_level=log_level, tcp_mode=tcp_mode)
        self._importing = asyncio.Lock()
        self._imported: set[str] = set()
        self._state: ModuleState | None = None

    @property
    def state(self) -> "ModuleState":
        """What all resources share, made for the first of them."""
        if self._state is None:
            from driftwatch.services.state import ModuleState

            self._state = ModuleState()
            self._state.machine.reach_through(lambda: self.parent)
        return self._state

    def offer(self, model: RegisteredModel) -> None:
        """Lets viam-server ask for `model`, once its code is there."""
        creator = ResourceCreatorRegistration(
            lambda config, dependencies: model.load().new(self.state, config, dependencies),
            lambda config: model.load().validate_config(config),
        )
        Registry.register_resource_creator(model.api, model.model, creator)
        self.add_model_from_registry(model.api, model.model)

    async def _import(self, name: str) -> None:
        """Imports the code of a model in a thread, so that whoever calls another resource does not wait for it."""
        async with self._importing:
            if name in self._imported:
                return
            for model in MODELS:
                if model.name == name:
                    await asyncio.to_thread(_load_uncollected, model)
            self._imported.add(name)
            gc.freeze()  # what is imported by now stays; the collector would look through it again and again

    def write_all(self) -> None:
        """Writes what is counted and not yet on disk."""
        if self._state is not None:
            self._state.watches.write_all()

    def close_watches(self) -> None:
        """Writes what is left and stops counting."""
        if self._state is not None:
            self._state.watches.close()

    @override
    async def add_resource(self, request: AddResourceRequest, *, deadline: Deadline | None = None) -> None:
        await self._import(request.config.model)
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
        await self._import(request.config.model)
        validate = Registry.lookup_validator(
            API.from_string(request.config.api), Model.from_string(request.config.model)
        )
        try:
            required, optional = validate(request.config)
        except ConfigError as error:
            raise ValidationError(str(error)) from error
        return ValidateConfigResponse(dependencies=required, optional_dependencies=optional)


def _load_uncollected(model: RegisteredModel) -> None:
    """Nothing of what is imported is garbage, and looking for some is a tenth of the time that it takes."""
    gc.disable()
    try:
        model.load()
    finally:
        gc.enable()


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
    forget_closed_streams()
    send_log_lines_from(asyncio.get_running_loop())
    serve_with_our_rpc()
    send_short_messages()
    receive_bounded_messages()
    logging.getLogger("driftwatch")  # rooms below have plain loggers, and what those print viam-server takes for errors
    module = DriftwatchModule.from_args()
    for model in MODELS:
        module.offer(model)
    end_in_time(module.server, Ending(module.write_all))
    await module.start()
    await asyncio.to_thread(module.close_watches)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # threads that hang are not waited for; all that had to be written is written


def main() -> None:
    """Serves until viam-server ends the process."""
    asyncio.run(serve())
