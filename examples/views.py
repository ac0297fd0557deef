"""What the views of the examples share: one that draws in place on a terminal, and one that begins and ends nothing."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Generic, Protocol, TypeVar

from rich.console import Console, RenderableType
from rich.live import Live
from typing_extensions import Self

S = TypeVar("S")
Shown = TypeVar("Shown", contravariant=True)


class View(Protocol[Shown]):
    def show(self, scene: Shown) -> None:
        """What the example is about, as it is now."""
        ...


class InPlaceView(ABC, Generic[S]):
    """Draws everything in place."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def show(self, scene: S) -> None:
        self._live.update(self.picture(scene), refresh=True)

    @abstractmethod
    def picture(self, scene: S) -> RenderableType:
        """All that is on the terminal."""


class PlainView:
    """Base of views that have nothing to begin and nothing to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass
