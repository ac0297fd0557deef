"""What each model sees now."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from driftwatch.inference.answer import Box
from examples.demo.scene import Scene

ROWS = 2  # a service; the same number whatever is seen, so that the view does not jump


def draw(scene: Scene) -> RenderableType:
    table = Table(box=None, expand=True, show_header=False, pad_edge=False)
    table.add_column(style="bold", ratio=2)
    table.add_column(ratio=2)
    table.add_column(ratio=4)
    table.add_column(ratio=4, justify="right")
    for tally in scene.tallies:
        seen = tally.latest[:ROWS]
        for row in range(ROWS):
            name = tally.name if row == 0 else ""
            if row < len(seen):
                confidence = seen[row].confidence
                bar = ProgressBar(total=1.0, completed=confidence, complete_style=_colour(confidence))
                table.add_row(name, f"{seen[row].label} {confidence:.2f}", bar, _corners(seen[row].box))
            else:
                table.add_row(name, "[dim]nothing seen[/dim]" if row == 0 else "", "", "")
    errors = [Text(f"{tally.name}: {tally.error}", style="red") for tally in scene.tallies if tally.error]
    return Panel(Group(table, *errors), title="latest detections", title_align="left", border_style="cyan")


def _colour(confidence: float) -> str:
    return "green" if confidence >= 0.6 else "yellow"


def _corners(box: Box) -> str:
    return f"x {box.xmin:.2f}-{box.xmax:.2f}  y {box.ymin:.2f}-{box.ymax:.2f}"
