"""SIGKILL at moments that nobody chose, with fifteen kinds of faults at the same time, alone and two at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.campaign.account import Account
from tests.faults.campaign.faults import FAULTS, alone_and_in_pairs
from tests.machine.configs import ROOT

_A_FEW = (
    "dies in a write + camera fails + model talks nonsense",
    "torn store + clock steps + damaged image",
    "full disk + frozen frame + alarm storm",
    "read-only folder + camera hangs + cloud down",
    "model replaced + offline for days + reconfigured",
)
"""Each fault once, and no life of more than a second."""


def run(*options: str, seconds: float) -> subprocess.CompletedProcess[str]:
    """In a process of its own, because it forks."""
    command = [sys.executable, "-m", "tests.faults.campaign.run", *options]
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds)


def test_a_few_kills_under_every_fault_lose_nothing_that_was_acknowledged() -> None:
    assert {fault for three in _A_FEW for fault in three.split(" + ")} == set(FAULTS)
    options = [option for three in _A_FEW for option in ("--only", three)]
    done = run("--seeds", "1", "--lives", "1", *options, seconds=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("5 runs, ")


def test_every_two_of_the_faults_are_a_pair() -> None:
    kinds = list(alone_and_in_pairs())
    assert len(FAULTS) == 15
    assert [sum(len(one) == count for one in kinds) for count in (0, 1, 2)] == [1, 15, 105]
    assert len(set(kinds)) == len(kinds)


def test_the_account_allows_for_a_loss_only_where_it_was_said() -> None:
    account = Account()
    account.begin("")
    for _ in range(20):
        account.read("frame")
    account.read("told statistics are kept in memory only: the disk is full")
    for _ in range(30):
        account.read("frame")
    account.end()
    assert (account.frames, account.kills, account.forgiven, account.lost) == (50, 1, 37, 44)
    account.begin("")
    account.read("told statistics are kept in memory only: the disk is full")
    account.read("told statistics are written to /state/statistics.db again")
    account.read("ended")
    account.end()
    assert (account.kills, account.ends, account.lost) == (1, 1, 44)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(5))
def test_every_pair_of_faults_and_kills(seed: int, tmp_path: Path) -> None:
    done = run("--first-seed", str(seed), "--seeds", "1", "--folder", str(tmp_path), seconds=3500)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("121 runs, ")
