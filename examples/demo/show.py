"""Runs the watch on a machine, or without one, and leaves nothing running."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from driftwatch.concurrency import cancel_and_wait
from examples.demo.download import Say
from examples.demo.ending import ENDINGS, run_until_ended
from examples.demo.feed import Feed, FeedError
from examples.demo.machine_config import CAMERA, SENSOR, SERVICES, resource_names
from examples.demo.machine_feed import MachineFeed
from examples.demo.machine_stage import MachineStage
from examples.demo.pipeline_feed import open_pipeline
from examples.demo.progress import progress
from examples.demo.view import LineView, LiveView
from examples.demo.watch import Watch
from tests.machine.machine import Machine

FIRST_START = 600.0  # seconds; the module makes its own environment where nobody did before


@dataclass(frozen=True, slots=True)
class Show:
    """seconds: how long to watch; None: until Ctrl-C."""

    console: Console
    config: Mapping[str, Any]
    watch: Watch
    seconds: float | None

    def with_machine(self, server: Path) -> None:
        """Raises MachineError when the machine or the module does not come up."""
        with tempfile.TemporaryDirectory(prefix="driftwatch-demo-") as folder:
            machine = Machine(server, self.config, Path(folder))
            try:
                with progress(self.console) as say:
                    say("starting the machine")
                    machine.start()
                run_until_ended(self._on(machine))
            finally:
                self._end(machine)

    def without_machine(self) -> None:
        """Raises DriftwatchError when the pipeline cannot be built."""
        run_until_ended(self._in_this_process())

    async def _in_this_process(self) -> None:
        async with open_pipeline(self.config, CAMERA, SERVICES) as feed:
            await self._follow(feed)

    async def _on(self, machine: Machine) -> None:
        async with machine.client() as client:
            feed = MachineFeed(client, machine.address, CAMERA, MachineStage(client, CAMERA, SENSOR))
            with progress(self.console) as say:
                await _until_ready(machine, resource_names(self.config), feed, say)
            await client.refresh()
            await self._follow(feed)

    async def _follow(self, feed: Feed) -> None:
        with LiveView(self.console) if self.console.is_terminal else LineView(self.console) as view:
            await self.watch.run(feed, view, self.seconds)

    def _end(self, machine: Machine) -> None:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
        with progress(self.console) as say:
            say("ending the machine")
            machine.stop()


async def _until_ready(machine: Machine, names: Sequence[str], feed: Feed, say: Say) -> None:
    """Says every second what is not ready yet, and why, where the machine knows."""
    ready = asyncio.create_task(machine.wait_ready(*names, timeout=FIRST_START))
    said = ""
    try:
        while not ready.done():
            with contextlib.suppress(FeedError):
                waiting = [part for part in await feed.parts() if part.state != "ready"]
                line = "starting the module" + "".join(f"; {part.name}: {part.error or part.state}" for part in waiting)
                if line != said:
                    say(line)
                said = line
            await asyncio.wait({ready}, timeout=1)
        await ready
    finally:
        await cancel_and_wait(ready)
