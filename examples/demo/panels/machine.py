"""How the machine's module and resources are."""

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from examples.demo.feed import Part
from examples.demo.scene import Scene

_COLOURS = {"ready": "green", "unhealthy": "red"}


def draw(scene: Scene) -> RenderableType:
    return Panel(states(scene), title="machine", title_align="left", border_style="cyan")


def states(scene: Scene) -> RenderableType:
    if scene.address is None:
        return Text("no machine: the pipeline runs in this process", style="yellow")
    errors = [Text(f"{part.name}: {part.error}", style="red") for part in scene.parts if part.error]
    return Group(Columns([_state(part) for part in scene.parts], padding=(0, 3)), *errors)


def _state(part: Part) -> Text:
    return Text.assemble((part.name, "bold"), " ", (part.state, _COLOURS.get(part.state, "yellow")))
