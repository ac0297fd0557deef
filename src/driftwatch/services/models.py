"""The ML models that a vision service can ask: those of this process directly, all others through Viam's API."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError
from viam.proto.common import ResourceName
from viam.proto.service.mlmodel import Metadata, TensorInfo
from viam.resource.base import ResourceBase
from viam.services.mlmodel import MLModel
from viam.services.mlmodel.client import MLModelClient
from viam.utils import struct_to_dict

from driftwatch.concurrency import run_in_thread
from driftwatch.engine.local_models import LocalModels
from driftwatch.engine.model_client import Description, ModelClient
from driftwatch.errors import BusyError, ModelError
from driftwatch.inference.model import Inputs
from driftwatch.inference.tensors import Array, ModelInfo, Tensors, TensorSpec
from driftwatch.inference.worker import QUEUE_LIMIT
from driftwatch.observation import ModelIdentity
from driftwatch.services.machine import Machine
from driftwatch.services.rpc.connection import call_again_if_cut
from driftwatch.services.rpc.mlmodel_rpc import infer_remotely

T = TypeVar("T")
P = TypeVar("P", bound=Inputs)

REMOTE_TIMEOUT = 60.0  # seconds that another module or machine may take for one inference

_UNREACHABLE = (GRPCError, OSError, StreamTerminatedError, asyncio.TimeoutError)


@dataclass(frozen=True, slots=True)
class MachineModels:
    """dependencies: of the vision service. local: what this process has loaded, which is asked without gRPC."""

    local: LocalModels
    dependencies: Mapping[ResourceName, ResourceBase]
    machine: Machine

    def live(self, name: str, caller: str) -> ModelClient:
        """Raises ModelError where the machine has no ML model service `name`."""
        local = self.local.client(name, caller)
        if local is not None:
            return local
        for dependency, service in self.dependencies.items():
            if dependency.name == name and isinstance(service, MLModel):
                return RemoteModel(service)
        raise ModelError(f'mlmodel_name: the machine has no ML model service "{name}"')

    async def candidate(self, name: str, caller: str) -> ModelClient:
        """Raises MissingModelError where the machine has no ML model service `name`, or not yet."""
        return self.local.client(name, caller) or RemoteModel(await self.machine.ml_model(name))


class RemoteModel:
    """A model of another module or machine, known only by its API."""

    def __init__(self, service: MLModel) -> None:
        self._service = service
        self._identity = ModelIdentity(service.name)
        self._asking: dict[str, int] = {}

    @property
    def identity(self) -> ModelIdentity:
        return self._identity

    async def describe(self) -> Description:
        try:
            return _description(await call_again_if_cut(lambda: self._service.metadata(timeout=REMOTE_TIMEOUT)))
        except _UNREACHABLE as error:
            raise self._unreachable(error) from error

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T]) -> T:
        try:
            outputs = await call_again_if_cut(lambda: self._infer(tensors))
        except _UNREACHABLE as error:
            raise self._unreachable(error) from error
        return await run_in_thread(lambda: read(outputs))

    async def infer(
        self,
        prepare: Callable[[], P],
        read: Callable[[dict[str, Array], P], T],
        turn: str = "",
        gives_way: bool = False,
    ) -> T:
        if self._asking.get(turn, 0) >= QUEUE_LIMIT:
            raise BusyError(f'ML model "{self._service.name}" is busy: {QUEUE_LIMIT} calls wait for it; ask less often')
        self._asking[turn] = self._asking.get(turn, 0) + 1
        try:
            inputs = await run_in_thread(prepare)
            return await self.infer_and(inputs.tensors, lambda outputs: read(outputs, inputs))
        finally:
            self._asking[turn] -= 1

    async def _infer(self, tensors: Tensors) -> dict[str, Array]:
        if isinstance(self._service, MLModelClient):
            return await infer_remotely(self._service.channel, self._service.name, tensors, REMOTE_TIMEOUT)
        return await self._service.infer(dict(tensors), timeout=REMOTE_TIMEOUT)

    def _unreachable(self, error: Exception) -> ModelError:
        words = error.message if isinstance(error, GRPCError) else str(error) or "no answer in time"
        return ModelError(f'ML model "{self._service.name}": {words}')


def _description(metadata: Metadata) -> Description:
    first = struct_to_dict(metadata.output_info[0].extra) if metadata.output_info else {}
    info = ModelInfo(
        name=metadata.name,
        kind=metadata.type,
        inputs=tuple(_spec(tensor) for tensor in metadata.input_info),
        outputs=tuple(_spec(tensor) for tensor in metadata.output_info),
        description=metadata.description,
        properties=_properties(metadata),
    )
    label_path = first.get("labels", "")
    return Description(info, label_path if isinstance(label_path, str) else "")


def _spec(tensor: TensorInfo) -> TensorSpec:
    return TensorSpec(tensor.name, tensor.data_type, tuple(tensor.shape))


def _properties(metadata: Metadata) -> dict[str, str]:
    """Everything in the outputs' extra fields, as JSON text; a box order is there under "boxOrder"."""
    merged: dict[str, Any] = {}
    for tensor in metadata.output_info:
        merged.update(struct_to_dict(tensor.extra))
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in merged.items()}
