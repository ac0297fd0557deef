"""The short form of benchmarks/store: killed and torn stores reopen, and a day stays within its limits."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.store.day import LIMITS, simulate

ROOT = Path(__file__).resolve().parents[2]


def test_killed_and_torn_stores_lose_nothing_older_than_the_last_minute() -> None:
    # In a process of its own, because it forks.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    command = [sys.executable, "-m", "benchmarks.store.crash", "--runs", "12", "--seed", "7"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "12 of 12 runs reopened" in result.stdout


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="counts bytes as Linux reports them")
def test_an_hour_writes_no_more_than_its_share_of_a_day(tmp_path: Path) -> None:
    day, _, _, registry = simulate(tmp_path, days=1 / 24, labels=4, hz=2)
    assert day.written_mb <= LIMITS["written_mb_a_day"]
    registry.close()
