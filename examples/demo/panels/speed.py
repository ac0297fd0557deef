"""How quickly each model answers, and in how many frames it finds a face."""

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table

from examples.demo.scene import Scene
from examples.demo.tally import Tally

HEADINGS = ("frames", "frames/s", "latency, mean", "p95", "face found", "confidence")


def draw(scene: Scene) -> RenderableType:
    table = Table(box=None, expand=True, pad_edge=False)
    table.add_column("vision service", style="bold")
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    for tally in scene.tallies:
        table.add_row(tally.name, *cells(tally, scene.now))
    return Panel(table, title="speed", title_align="left", border_style="cyan")


def cells(tally: Tally, now: float) -> list[str]:
    latency = tally.latency
    if latency is None:
        return ["0", *["-"] * 5]
    return [
        str(tally.frames),
        f"{tally.rate(now):.1f}",
        f"{latency.mean:.1f} ms",
        f"{latency.p95:.1f} ms",
        f"{tally.found:.1%}",
        f"{tally.confidence:.2f}",
    ]
