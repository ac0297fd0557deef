"""The command as a process of its own, ended at its calls by SIGKILL and by Ctrl-C, and run again.

Which call, is drawn; the seed was not chosen. tests/cloud/test_loop.py does the same within the process, at every call.
"""

import random
import signal
from pathlib import Path

import pytest

from benchmarks.loop.kills import EndedCommand, kills
from benchmarks.loop.world import loop_bench
from tests.fake_app.fleet_app import Fault

CALLS = 16
"""At least as many calls has a whole run."""


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
async def test_it_goes_on_where_it_was_and_does_nothing_twice(number: signal.Signals, tmp_path: Path) -> None:
    drawn = random.Random(18 + number)
    ending: Fault = "ended before" if drawn.random() < 0.5 else "ended after"
    faults: list[Fault] = []
    for _ in range(drawn.randrange(CALLS)):
        faults.append("")  # noqa: PERF401, a list of them would be one of any text
    faults.append(ending)
    async with loop_bench(tmp_path) as bench:
        command = EndedCommand(bench, tmp_path / "command")
        assert await command.run(faults, number) > 1
        assert command.check() == ""


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_at_every_call(tmp_path: Path) -> None:
    async with loop_bench(tmp_path) as bench:
        for row in await kills(bench, tmp_path, 1):
            assert row.is_met, row
