"""Shows the story: a live view that fits into 80 x 24 on a terminal, a line an event everywhere else."""

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from examples.loop.scene import CHAPTERS, LoopScene
from examples.views import InPlaceView, PlainView


class LiveScreen(InPlaceView[LoopScene]):
    """Draws the whole story."""

    def picture(self, scene: LoopScene) -> RenderableType:
        return picture(scene)


class LineScreen(PlainView):
    """Prints events and commands as they come, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._chapter, self._events, self._line = -1, 0, ""

    def show(self, scene: LoopScene) -> None:
        if scene.chapter != self._chapter:
            self._chapter = scene.chapter
            self._print(scene, f"== {CHAPTERS[scene.chapter]}")
        for event in scene.events[self._events :]:
            self._print(scene, event.words if event.figure is None else f"{event.words}, precision {event.figure}")
        self._events = len(scene.events)
        if scene.line != self._line and scene.line.startswith("$"):
            self._print(scene, scene.line)
        self._line = scene.line

    def _print(self, scene: LoopScene, words: str) -> None:
        line = f"{scene.elapsed:4.0f} s  {words}"
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def picture(scene: LoopScene) -> RenderableType:
    """At most 22 lines."""
    title = Text(f"from an alarm to a better model   {scene.elapsed:.0f} s   q or Ctrl-C ends it", style="bold")
    return Group(title, _machines(scene), _chapters(scene), _one_line(scene.line, "dim"))


def _machines(scene: LoopScene) -> Table:
    table = Table(expand=True, pad_edge=False, box=None)
    for column in ("machine", "pinned", "runs", "candidate", "it says of itself"):
        table.add_column(column, no_wrap=True, overflow="ellipsis", ratio=3 if column.startswith("it") else 1)
    for one in scene.machines:
        style = "red" if one.state.startswith(("drift", "an alarm")) else ""
        table.add_row(one.part, one.pinned, one.runs, one.candidate, Text(one.state, style=style))
    return table


def _chapters(scene: LoopScene) -> Table:
    """A line each, and a second one for what came of the present and the last."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(no_wrap=True, overflow="ellipsis")
    for number, words in enumerate(CHAPTERS):
        is_on, is_over = number == scene.chapter, number < scene.chapter
        table.add_row(*(_one_line(one, style) for one, style in _marked(words, is_on, is_over)))
        if number in (scene.chapter, scene.chapter - 1) and number in scene.ends:
            table.add_row("", _one_line(scene.ends[number], "green"))
    return table


def _marked(words: str, is_on: bool, is_over: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    if is_on:
        return (">", "bold yellow"), (words, "bold yellow")
    return ("+", "green") if is_over else (" ", ""), (words, "" if is_over else "dim")


def _one_line(words: str, style: str) -> Text:
    return Text(words, style=style, no_wrap=True, overflow="ellipsis")
