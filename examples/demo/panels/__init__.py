"""What the live view is made of, top to bottom: a panel a file, each a function from the scene to something drawn."""

from collections.abc import Callable

from rich.console import RenderableType

from examples.demo.panels import connect, detections, drift, machine, speed
from examples.demo.scene import Scene

PANELS: tuple[Callable[[Scene], RenderableType], ...] = (
    speed.draw,
    drift.draw,
    detections.draw,
    machine.draw,
    connect.draw,
)
