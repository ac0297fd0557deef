"""How the vision service reaches its ML model: directly in this process, or through any MLModel service's API."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from grpclib import GRPCError
from grpclib.exceptions import StreamTerminatedError
from viam.proto.common import ResourceName
from viam.proto.service.mlmodel import Metadata, TensorInfo
from viam.resource.base import ResourceBase
from viam.services.mlmodel import MLModel
from viam.services.mlmodel.client import MLModelClient
from viam.utils import struct_to_dict

from driftwatch.concurrency import run_in_thread
from driftwatch.errors import ModelError
from driftwatch.inference.model import Inputs
from driftwatch.inference.tensors import Array, ModelInfo, Tensors, TensorSpec
from driftwatch.observation import ModelIdentity
from driftwatch.services.connection import call_again_if_cut
from driftwatch.services.mlmodel import LIVE_MODELS, FileModel
from driftwatch.services.mlmodel_rpc import infer_remotely

T = TypeVar("T")
P = TypeVar("P", bound=Inputs)

REMOTE_TIMEOUT = 60.0  # seconds that another module or machine may take for one inference

_UNREACHABLE = (GRPCError, OSError, StreamTerminatedError, asyncio.TimeoutError)


@dataclass(frozen=True, slots=True)
class Description:
    """What a model says of itself. label_path: of its label file, "" where it names none."""

    info: ModelInfo
    label_path: str


class ModelLink(Protocol):
    """One ML model, wherever it lives. Raises ModelError where it cannot be reached or refuses the input."""

    @property
    def identity(self) -> ModelIdentity: ...

    async def describe(self) -> Description: ...

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T]) -> T:
        """Gives what `read` makes of the outputs for `tensors`; `read` runs beside the event loop, not on it."""
        ...

    async def look(self, prepare: Callable[[], P], read: Callable[[dict[str, Array], P], T]) -> T:
        """Likewise for the inputs that `prepare` makes, beside the event loop too."""
        ...


class LocalLink:
    """A model of this module: its tensors never cross gRPC."""

    def __init__(self, service: FileModel, caller: str) -> None:
        self._service = service
        self._caller = caller

    @property
    def identity(self) -> ModelIdentity:
        return self._service.identity

    async def describe(self) -> Description:
        return Description(self._service.model.info, self._service.attributes.label_path)

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T]) -> T:
        return await self._service.model.infer_and(tensors, read, self._caller)

    async def look(self, prepare: Callable[[], P], read: Callable[[dict[str, Array], P], T]) -> T:
        return await self._service.model.look(prepare, read, self._caller)


class RemoteLink:
    """A model of another module or machine, known only by its API."""

    def __init__(self, service: MLModel) -> None:
        self._service = service
        self._identity = ModelIdentity(service.name)

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

    async def look(self, prepare: Callable[[], P], read: Callable[[dict[str, Array], P], T]) -> T:
        inputs = await run_in_thread(prepare)
        return await self.infer_and(inputs.tensors, lambda outputs: read(outputs, inputs))

    async def _infer(self, tensors: Tensors) -> dict[str, Array]:
        if isinstance(self._service, MLModelClient):
            return await infer_remotely(self._service.channel, self._service.name, tensors, REMOTE_TIMEOUT)
        return await self._service.infer(dict(tensors), timeout=REMOTE_TIMEOUT)

    def _unreachable(self, error: Exception) -> ModelError:
        words = error.message if isinstance(error, GRPCError) else str(error) or "no answer in time"
        return ModelError(f'ML model "{self._service.name}": {words}')


def link_to(name: str, dependencies: Mapping[ResourceName, ResourceBase], caller: str) -> ModelLink:
    """Gives the shortest way to the ML model service `name` for the vision service `caller`.

    Raises ModelError where the machine has none.
    """
    local = LIVE_MODELS.find(name)
    if local is not None:
        return LocalLink(local, caller)
    for dependency, service in dependencies.items():
        if dependency.name == name and isinstance(service, MLModel):
            return RemoteLink(service)
    raise ModelError(f'mlmodel_name: the machine has no ML model service "{name}"')


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
    """Everything in the outputs' extra fields, as JSON text; a box order stands there under "boxOrder"."""
    merged: dict[str, Any] = {}
    for tensor in metadata.output_info:
        merged.update(struct_to_dict(tensor.extra))
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in merged.items()}
