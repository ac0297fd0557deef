"""The command itself, ended by SIGKILL or Ctrl-C at each of its calls, and run again."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.loop.row import LoopRow
from benchmarks.loop.world import LoopBench
from driftwatch.cloud.journal import LoopJournal
from tests.cloud.fleet import NEW, OLD, SimulatedFleet, machine_config
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import Fault

ROOT = Path(__file__).resolve().parents[2]
MACHINES = 3
_MOST_RUNS = 12


class EndedCommand:
    """`driftwatch loop run` on new machines in a folder of its own. Time passes at each call, so nobody waits."""

    def __init__(self, bench: LoopBench, folder: Path) -> None:
        folder.mkdir()
        self.fleet = SimulatedFleet.of(MACHINES)
        self.fleet.now = time.time() - 3600
        self.fleet.reports.clear()
        self.fleet.pass_minutes(30)
        self._bench, self._folder = bench, folder
        self._process: asyncio.subprocess.Process | None = None
        (folder / "loop.json").write_text(json.dumps(loop_json(self.fleet)))

    async def run(self, faults: Sequence[Fault], signal_number: int) -> int:
        """Until it is done; gives how many runs it took. faults: of the first run."""
        app = self._bench.app
        app.fleet, app.faults, app.calls, app.changed = self.fleet, list(faults), [], []
        app.on_call = self._pass
        app.end = lambda: self._end(signal_number)
        for number in range(1, _MOST_RUNS):
            status = await self._command()
            assert status in (0, 4, 130, -signal_number), f"ended with {status}"
            if status == 0:
                return number
        raise AssertionError(f"not done after {_MOST_RUNS} runs")

    def check(self) -> str:
        """What is wrong at the end, "" where nothing is."""
        journal = LoopJournal(self._folder / "loop.journal")
        numbers = [one.number for one in journal.entries]
        made = self._bench.app.changed
        if self.fleet.running != [NEW] * MACHINES:
            return f"the machines have {self.fleet.running}"
        if any(not set(versions) <= {OLD, NEW} for versions in self.fleet.history.values()):
            return f"a third version: {self.fleet.history}"
        if self.fleet.machines["part-00"].config != machine_config(NEW):
            return "the canary's config is not as it was"
        if numbers != list(range(len(numbers))):
            return "the journal has a gap"
        return "" if len(made) == MACHINES + 2 else f"a change was made twice: {made}"

    def _pass(self) -> None:
        self.fleet.now = max(self.fleet.now, time.time())
        self.fleet.pass_minutes(12)

    def _end(self, number: int) -> None:
        if self._process is not None and self._process.returncode is None:
            os.kill(self._process.pid, number)

    async def _command(self) -> int:
        address = f"http://127.0.0.1:{self._bench.port}"
        keys = {"DRIFTWATCH_API_KEY": KEY, "DRIFTWATCH_API_KEY_ID": KEY_ID, "DRIFTWATCH_APP_ADDRESS": address}
        command = [sys.executable, "-m", "driftwatch.cli.main", "loop", "run", "--file", "loop.json"]
        nothing = asyncio.subprocess.DEVNULL
        environment = {**os.environ, **keys, "PYTHONPATH": str(ROOT / "src")}
        self._process = await asyncio.create_subprocess_exec(
            *command, cwd=self._folder, env=environment, stdin=nothing, stdout=nothing, stderr=nothing
        )
        return await self._process.wait()


def loop_json(fleet: SimulatedFleet) -> dict[str, Any]:
    parts = list(fleet.machines)
    return {
        "organization": "org",
        "package": "org/parts",
        "name": "parts",
        "candidate": NEW,
        "readings": "viam",
        "canary": {"parts": parts[:1], "vision_service": "seen", "least_frames": 100},
        "rollout": {"parts": parts, "stages": ["1", "all"], "bake_minutes": 5},
        "gates": {"least_frames": 50},
    }


async def kills(bench: LoopBench, folder: Path, every: int) -> list[LoopRow]:
    """At each call, before and after it was done; of these, one in `every`."""
    whole = EndedCommand(bench, folder / "whole")
    await whole.run((), signal.SIGKILL)
    calls = len(bench.app.calls)
    rows: list[LoopRow] = []
    for name, number in (("SIGKILL", signal.SIGKILL), ("Ctrl-C", signal.SIGINT)):
        cases = [(call, when) for call in range(calls) for when in ("before", "after")][::every]
        wrong: list[str] = []
        for call, when in cases:
            command = EndedCommand(bench, folder / f"{name}-{when}-{call}")
            ending: Fault = "ended before" if when == "before" else "ended after"
            nothing: list[Fault] = [""] * call
            await command.run([*nothing, ending], number)
            if problem := command.check():
                wrong.append(f"{when} call {call}: {problem}")
        measured = f"{len(cases) - len(wrong)} of {len(cases)} went on to the same end"
        note = wrong[0] if wrong else f"{calls} calls, before and after each; every change made once"
        rows.append(LoopRow(f"{name} of the command, then `run` again", measured, "all", not wrong, note))
    return rows
