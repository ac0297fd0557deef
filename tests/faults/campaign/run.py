"""Kills what the module keeps, again and again, under faults, and holds what is left to an account of its own."""

import itertools
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.settings import QueueSettings
from driftwatch.watch.window_record import unpack_windows
from tests.faults.campaign.life import FAULTS
from tests.machine.configs import ROOT

A_MINUTE = 6  # frames
ALIVE_SECONDS = 60.0  # until a life must have begun, on a busy host


@dataclass
class Account:
    """What lives have acknowledged: frames, ids of hard frames, and frames of the windows that were given away."""

    frames: int = 0
    windows: int = 0
    kills: int = 0
    stored: set[str] = field(default_factory=set[str])
    given: Counter[str] = field(default_factory=Counter[str])
    settled: set[str] = field(default_factory=set[str])

    def read(self, line: str) -> None:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "frame":
            self.frames += 1
        elif word == "window":
            self.windows += int(rest)
        elif word == "stored":
            self.stored.add(rest)
        elif word == "given":
            self.given[rest] += 1
        elif word == "settled":
            self.settled.add(rest)


def pairs() -> Iterator[frozenset[str]]:
    """No fault, each alone, and every two of them."""
    yield frozenset()
    for count in (1, 2):
        yield from map(frozenset, itertools.combinations(FAULTS, count))


def live_and_die(folder: Path, seed: int, faults: frozenset[str], account: Account) -> None:
    """One life of up to some seconds, which ends by SIGKILL at a moment that nobody chose."""
    command = [sys.executable, "-m", "tests.faults.campaign.life", str(folder), str(seed), *sorted(faults)]
    chance = random.Random(seed)
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    )
    assert process.stdout is not None
    dies_at, until = chance.randint(20, 400), time.monotonic() + ALIVE_SECONDS
    for lines, line in enumerate(process.stdout):
        account.read(line)
        if lines == dies_at:
            process.send_signal(signal.SIGKILL)
        assert time.monotonic() < until + dies_at, "a life hangs"
    account.kills += 1
    assert process.wait(10) == -signal.SIGKILL, "a life ended by itself"


def judge(folder: Path, account: Account) -> None:
    """Raises AssertionError where something is lost, counted twice, or half there."""
    with sqlite3.connect(folder / "statistics.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (counted,) = connection.execute("SELECT sum(frames) FROM frame_stats").fetchone()
        bodies = [body for (body,) in connection.execute("SELECT body FROM feed")]
    lost = A_MINUTE * (account.kills + 1)
    assert account.frames - lost <= (counted or 0) <= account.frames, (counted, account)
    to_come = sum(window.totals.frames.frames for body in bodies for window in unpack_windows(body))
    longest = 2 * A_MINUTE * account.kills  # a window that was being given away when the kill came, and its minute
    assert account.frames - lost - longest <= account.windows + to_come <= account.frames, (to_come, account)
    waiting = {
        one.record.id for one in Queue(QueueSettings(), folder / "queue").listing(0.0, Sought(), 0, 10**6).frames
    }
    assert account.stored <= waiting | set(account.given), account.stored - waiting - set(account.given)
    assert not waiting & account.settled, "a frame that had arrived came back"
    twice = sum(count - 1 for count in account.given.values())
    assert twice <= account.kills, account.given
    assert not list((folder / "queue").glob("*.part")), "half a file is left after a start"
