"""Shows the story: a live view that fits into 80 x 24 on a terminal, a line an event everywhere else."""

from types import TracebackType
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from examples.loop.scene import CHAPTERS, LoopScene


class Screen(Protocol):
    def __enter__(self) -> "Screen": ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, scene: LoopScene) -> None: ...


class LiveScreen:
    """Draws everything in place."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, auto_refresh=False)

    def __enter__(self) -> "LiveScreen":
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def show(self, scene: LoopScene) -> None:
        self._live.update(picture(scene), refresh=True)


class LineScreen:
    """Prints events and commands as they come, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._chapter, self._events, self._line = -1, 0, ""

    def __enter__(self) -> "LineScreen":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

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
