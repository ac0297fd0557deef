"""Where the demo's answers come from: a machine, or the pipeline in this process where there is no machine."""

from dataclasses import dataclass
from typing import Protocol

from driftwatch.inference.answer import Detection
from examples.demo.readings import Readings


class FeedError(Exception):
    """No answer came; one line in plain words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A module or a resource of the machine. state: "ready", "configuring", "unhealthy", ..."""

    name: str
    state: str
    error: str = ""


class Stage(Protocol):
    """The camera whose footage can be changed, and the sensor that watches over what a model says of it."""

    async def readings(self) -> Readings:
        """Of the drift sensor. Raises FeedError."""
        ...

    async def play(self, footage: str) -> None:
        """Has the camera show other footage, by its name, from now on. Raises FeedError."""
        ...


class Feed(Protocol):
    @property
    def stage(self) -> Stage | None:
        """None where there is no drift sensor."""
        ...

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
