"""All of it on a small terminal: 80 columns and 24 lines are enough."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from examples.demo.panels import connect, drift, machine
from examples.demo.panels.speed import HEADINGS, cells
from examples.demo.scene import Scene
from examples.demo.tally import Tally


def draw(scene: Scene) -> RenderableType:
    return Group(
        _title("machine"),
        machine.states(scene),
        _title("speed"),
        _speed(scene),
        _title("latest detections"),
        *(_seen(tally) for tally in scene.tallies),
        _title("drift"),
        *drift.lines(scene),
        *connect.short(scene),
    )


def _title(text: str) -> Text:
    return Text(text, style="cyan")


def _speed(scene: Scene) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("service", style="bold", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for tally in scene.tallies:
        table.add_row(tally.name, *cells(tally, scene.now))
    return table


def _seen(tally: Tally) -> Text:
    found = ", ".join(f"{one.label} {one.confidence:.2f}" for one in tally.latest[:3]) or "nothing seen"
    shown = Text.assemble((f"{tally.name}  ", "bold"), (tally.error or found, "red" if tally.error else ""))
    shown.truncate(78, overflow="ellipsis")
    return shown
