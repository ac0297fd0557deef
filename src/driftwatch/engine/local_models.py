"""Models that this process has loaded, so that a vision service asks them without a gRPC round trip.

viam-server hands a resource its dependencies as gRPC clients, also when they live in the same process. What
is here under a dependency's name can be called directly instead.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from driftwatch.engine.model_client import Description
from driftwatch.inference.model import Inputs, Model
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.observation import ModelIdentity

T = TypeVar("T")
P = TypeVar("P", bound=Inputs)


class ServedModel(Protocol):
    """An ML model service of this process."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> Model:
        """Raises ModelError once the service is closed."""
        ...

    @property
    def identity(self) -> ModelIdentity: ...

    @property
    def label_path(self) -> str: ...


class LocalModel:
    """The client of a model of this process: its tensors never cross gRPC. caller: by this name it takes turns."""

    def __init__(self, service: ServedModel, caller: str) -> None:
        self._service = service
        self._caller = caller

    @property
    def identity(self) -> ModelIdentity:
        return self._service.identity

    async def describe(self) -> Description:
        return Description(self._service.model.info, self._service.label_path)

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T]) -> T:
        return await self._service.model.infer_and(tensors, read, self._caller)

    async def infer(
        self,
        prepare: Callable[[], P],
        read: Callable[[dict[str, Array], P], T],
        turn: str = "",
        gives_way: bool = False,
    ) -> T:
        return await self._service.model.infer_prepared(prepare, read, f"{self._caller}/{turn}", gives_way)


class LocalModels:
    """Those that are loaded now, by the name of their service. Used from the event loop only."""

    def __init__(self) -> None:
        self._loaded: dict[str, ServedModel] = {}

    def enter(self, service: ServedModel) -> None:
        self._loaded[service.name] = service

    def leave(self, service: ServedModel) -> None:
        """Forgets `service`, unless another of the same name has taken its place already."""
        if self._loaded.get(service.name) is service:
            del self._loaded[service.name]

    def client(self, name: str, caller: str) -> LocalModel | None:
        """None where no model of that name is loaded."""
        service = self._loaded.get(name)
        return None if service is None else LocalModel(service, caller)
