"""Runs `driftwatch` as a person or a schedule would, next to the machines."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_GRACE: Final = 5.0  # seconds that a command has to end in after Ctrl-C


class CommandError(Exception):
    """A command did not end as the story needs it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """status: the exit status. out: what it printed on standard output."""

    status: int
    out: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """folder: where commands run. environment: besides this process's own. say: takes each line of progress."""

    folder: Path
    say: Callable[[str], None]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])

    async def run(self, *arguments: str | Path, may_end: tuple[int, ...] = (0,)) -> Ended:
        """Where it is cancelled, the command ends as by Ctrl-C. Raises CommandError on any other status."""
        self.say(f"$ driftwatch {' '.join(_short(one) for one in arguments)}")
        return await self.run_module("driftwatch.cli.main", *arguments, may_end=may_end)

    async def run_module(self, module: str, *arguments: str | Path, may_end: tuple[int, ...] = (0,)) -> Ended:
        """As `python -m` does; see `run`."""
        environment = {**os.environ, **self.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "COLUMNS": "200"}
        command = [sys.executable, "-m", module, *map(str, arguments)]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe,
            start_new_session=True,
        )  # fmt: skip
        try:
            out, words = await asyncio.gather(_all(process.stdout), self._progress(process.stderr))
            status = await process.wait()
        except BaseException:
            await _interrupt(process)
            raise
        if status not in may_end:
            what = " ".join([module, *map(str, arguments[:2])])
            raise CommandError(f"{what} ended with status {status}: {words or out}")
        return Ended(status, out)

    async def _progress(self, stream: asyncio.StreamReader | None) -> str:
        """Gives the last line."""
        last = ""
        assert stream is not None, "it was asked for"
        async for line in stream:
            last = line.decode(errors="replace").strip() or last
            self.say(last)
        return last


async def _all(stream: asyncio.StreamReader | None) -> str:
    assert stream is not None, "it was asked for"
    return (await stream.read()).decode(errors="replace")


async def _interrupt(process: asyncio.subprocess.Process) -> None:
    """As a terminal does: what it has started gets it too. A second Ctrl-C does not leave it running."""
    for sign in (signal.SIGINT, signal.SIGTERM):  # the first is ignored by what a shell has put in the background
        if process.returncode is not None:
            return
        os.killpg(process.pid, sign)
        with contextlib.suppress(asyncio.TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(asyncio.shield(process.wait()), _GRACE)
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _short(argument: str | Path) -> str:
    return argument.name if isinstance(argument, Path) else argument
