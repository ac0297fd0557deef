"""`make loop` from its folder to its exit status."""

import tempfile
from pathlib import Path

from rich.console import Console

from driftwatch.errors import DriftwatchError
from examples.demo.ending import run_until_ended
from examples.loop.commands import CommandError, CommandLine
from examples.loop.report import html_report
from examples.loop.scene import LoopScene
from examples.loop.screen import LineScreen, LiveScreen
from examples.loop.story import LoopScale, LoopStory
from tests.machine.machine import MachineError


async def _server(commands: CommandLine) -> Path:
    """The program that runs a machine, built where there is none."""
    return Path((await commands.run_module("tests.machine.build")).out.strip().splitlines()[-1])


def run(scale: LoopScale | None = None) -> int:
    """Gives the exit status. Raises KeyboardInterrupt where a person ended it; the machines have ended then."""
    console, scene = Console(), LoopScene()
    folder = Path(tempfile.mkdtemp(prefix="driftwatch-loop-"))
    story = LoopStory(folder, scale or LoopScale(), scene, lambda: _server(CommandLine(folder, scene.say)))
    ended_well: list[bool] = []

    async def tell() -> None:
        ended_well.append(await story.told())

    problem = ""
    try:
        with LiveScreen(console) if console.is_terminal else LineScreen(console) as screen:
            scene.changed = screen.show
            run_until_ended(tell())
    except (MachineError, CommandError, DriftwatchError, OSError) as error:
        problem = str(error)
    report = folder / "report.html"
    report.write_text(html_report(scene, bool(ended_well and ended_well[0]), problem), encoding="utf-8")
    for line in (problem, "it ended as it should" if ended_well == [True] else "it did not end as it should", report):
        if line:
            console.print(str(line), markup=False, highlight=False, soft_wrap=True)
    return 0 if ended_well == [True] else 1
