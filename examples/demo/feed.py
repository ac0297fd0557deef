"""Where the demo's answers come from: a machine, or the pipeline in this process where there is no machine."""

from dataclasses import dataclass
from typing import Protocol

from driftwatch.inference.answer import Detection


class FeedError(Exception):
    """No answer came; one line in plain words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A module or a resource of the machine. state: "ready", "configuring", "unhealthy", ..."""

    name: str
    state: str
    error: str = ""


class Feed(Protocol):
    @property
    def address(self) -> str | None:
        """Of the machine; None where there is none."""
        ...

    async def look(self, service: str) -> tuple[Detection, ...]:
        """What `service` sees in the camera's present frame. Raises FeedError."""
        ...

    async def parts(self) -> tuple[Part, ...]:
        """How the module and its resources are. Raises FeedError."""
        ...
