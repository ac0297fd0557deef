"""How an ML model is asked, wherever it lives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from driftwatch.errors import ModelError
from driftwatch.inference.model import Inputs
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.observation import ModelIdentity

T = TypeVar("T")
P = TypeVar("P", bound=Inputs)


class MissingModelError(ModelError):
    """The machine has no such ML model service now."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a model says of itself. label_path: of its label file, "" where it names none."""

    info: ModelInfo
    label_path: str


class ModelClient(Protocol):
    """One ML model, wherever it lives. Raises ModelError where it cannot be reached or refuses the input."""

    @property
    def identity(self) -> ModelIdentity: ...

    async def describe(self) -> Description: ...

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T]) -> T:
        """Gives what `read` makes of the outputs for `tensors`; `read` runs in a worker thread."""
        ...

    async def infer(
        self,
        prepare: Callable[[], P],
        read: Callable[[dict[str, Array], P], T],
        turn: str = "",
        gives_way: bool = False,
    ) -> T:
        """Likewise for the inputs that `prepare` makes, in a worker thread too.

        turn: of what the inputs are; callers with different ones take turns. gives_way: nobody asked for this frame,
        and callers come first. Raises BusyError where too many wait, and where the frame grew old while it waited.
        """
        ...
