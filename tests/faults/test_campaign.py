"""SIGKILL at moments that nobody chose, with faults of the disk, the clock and the camera at the same time."""

from pathlib import Path

import pytest

from tests.faults.campaign.run import Account, judge, live_and_die, pairs

SEED = 15
PAIRS = list(pairs())


def test_a_few_kills_under_faults_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    account = Account()
    for number, faults in enumerate(
        (frozenset[str](), frozenset({"slow disk", "clock back"}), frozenset({"locked store"}))
    ):
        live_and_die(tmp_path, SEED + number, faults, account)
        judge(tmp_path, account)
    assert account.frames > account.windows > 0
    assert account.given


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("faults", PAIRS, ids=lambda faults: " + ".join(sorted(faults)) or "none")
def test_every_pair_of_faults_and_kills(tmp_path: Path, faults: frozenset[str], seed: int) -> None:
    account = Account()
    for life in range(4):
        live_and_die(tmp_path, 1000 * seed + life, faults, account)
        judge(tmp_path, account)
    assert account.frames > 0
