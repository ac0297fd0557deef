"""The campaign: lives under faults, one after the other, each killed, with an account of its own.

`python -m tests.faults.campaign.run [--seeds 5] [--lives 2] [--only FAULTS] [--minutes 30] [--journal FILE]`: no fault,
each of the fifteen, and every two of them. A run that is in the journal is not made again.
"""

import argparse
import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.campaign.account import Account, judge
from tests.faults.campaign.faults import FAULTS, TORN_STORE, Faults, alone_and_in_pairs, named
from tests.faults.campaign.life import Site, run
from tests.onnx_models import region_detector

_SILENT: Final = 120.0  # seconds without a word after which a life hangs, on a busy host
_START: Final = 1.8e9


@dataclass(frozen=True, slots=True)
class Outcome:
    """problem: "" where nothing was wrong."""

    faults: str
    seed: int
    kills: int
    ends: int
    frames: int
    hard_frames: int
    problem: str


def run_lives(faults: Faults, seed: int, lives: int, folder: Path) -> Outcome:
    """So many lives of one vision service; the account is settled after each. Forks: not to be called with threads."""
    chance, account = random.Random(f"{named(faults)} {seed}"), Account()
    state, memory, problem = folder / "state", folder / "app.txt", ""
    model = region_detector(folder / "model.onnx")
    for number in range(lives):
        torn = _tear(state, chance) if TORN_STORE in faults else ""
        account.begin(torn)
        site = Site(state, memory, model, _START + number * 100 * 3600.0)
        _live(site, chance.randrange(1 << 30), faults, account, folder / "errors.txt", chance)
        account.end()
        try:
            judge(state, memory, account, faults)
        except AssertionError as error:
            problem = f"life {number + 1}: {error}"
            break
    _make_writable(state)
    return Outcome(named(faults), seed, account.kills, account.ends, account.frames, len(account.stored), problem)


def _live(site: Site, seed: int, faults: Faults, account: Account, errors: Path, chance: random.Random) -> None:
    """Until a line, or an instant, that nobody chose; one in six ends by itself."""
    reader, writer = os.pipe()
    ends_itself = chance.random() < 1 / 6
    frames = chance.randint(20, 90) if ends_itself else 100_000
    by_time = not ends_itself and chance.random() < 0.3
    dies_at = chance.randint(5, 300)
    child = os.fork()
    if child == 0:
        _be_born(site, seed, faults, frames, writer, errors)
    os.close(writer)
    dies_after = chance.uniform(0, 1.5) if by_time else float("inf")
    begun: float | None = None
    for lines, line in enumerate(_lines(reader, child)):
        account.read(line)
        begun = time.monotonic() if line.startswith("begun") else begun
        is_late = begun is not None and time.monotonic() - begun > dies_after
        if not ends_itself and (is_late if by_time else lines == dies_at):
            os.kill(child, signal.SIGKILL)
    os.close(reader)
    _, status = os.waitpid(child, 0)
    if not account.has_ended and not os.WIFSIGNALED(status):
        account.complaints.append(f"a life ended by itself: {errors.read_text()[-1500:] if errors.exists() else ''}")


def _be_born(site: Site, seed: int, faults: Faults, frames: int, writer: int, errors: Path) -> None:
    """The child; never returns."""
    status = 1
    try:
        os.dup2(writer, 1)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        run(site, seed, faults, frames)
        status = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def _lines(reader: int, child: int) -> Iterator[str]:
    received = b""
    while True:
        if not select.select([reader], [], [], _SILENT)[0]:
            os.kill(child, signal.SIGKILL)
            yield f"slow everything {_SILENT}"
        part = os.read(reader, 1 << 16)
        if not part:
            return
        *whole, received = (received + part).split(b"\n")
        yield from (line.decode() for line in whole)


def _tear(state: Path, chance: random.Random) -> str:
    """Cuts or zeroes the end of the statistics file or of its log; which, "" for neither."""
    what = chance.choice(("", "log", "file"))
    path = state / ("statistics.db-wal" if what == "log" else "statistics.db")
    if not what or not path.exists() or path.stat().st_size == 0:
        return ""
    size = path.stat().st_size
    border = chance.randrange(size // 2, size)
    with path.open("r+b") as file:
        file.truncate(border)
        if chance.random() < 0.5:
            file.truncate(size)  # with zeros
    return what


def _make_writable(state: Path) -> None:
    for root, _, _ in os.walk(state):
        Path(root).chmod(0o700)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which runs, in this order: all `kinds` with the first seed, then with the next one.

    lives: of each run. until: seconds of the monotonic clock. within: where the state folders lie.
    """

    kinds: Sequence[Faults]
    seeds: Iterable[int]
    lives: int
    until: float
    journal: Path | None
    within: Path | None


def campaign(plan: Plan) -> Iterator[Outcome]:
    """Every run that the journal does not have, until the time is over."""
    journal = plan.journal
    done = set[tuple[str, int]]()
    if journal is not None and journal.exists():
        done = {(one["faults"], one["seed"]) for one in map(json.loads, journal.read_text().splitlines())}
    for seed in plan.seeds:
        for faults in plan.kinds:
            if (named(faults), seed) in done:
                continue
            if time.monotonic() > plan.until:
                return
            folder = Path(tempfile.mkdtemp(prefix="campaign-", dir=plan.within))
            try:
                outcome = run_lives(faults, seed, plan.lives, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            if journal is not None:
                with journal.open("a") as file:
                    file.write(json.dumps({name: getattr(outcome, name) for name in Outcome.__slots__}) + "\n")
            yield outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--lives", type=int, default=2, help="of each run")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="after which no other run begins")
    parser.add_argument("--journal", type=Path, help="file of the runs that are done, one a line")
    parser.add_argument("--folder", type=Path, help="where the state is kept; a file system in memory is quicker")
    parser.add_argument("--only", action="append", help='faults of a run, as in "full disk + torn store"; repeatable')
    options = parser.parse_args()
    kinds = [frozenset(only.split(" + ")) for only in options.only or ()] or list(alone_and_in_pairs())
    if unknown := frozenset[str]().union(*kinds) - frozenset(FAULTS):
        parser.error(f"unknown faults: {', '.join(sorted(unknown))}; there are: {', '.join(FAULTS)}")
    until = time.monotonic() + 60 * options.minutes
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    outcomes: list[Outcome] = []
    for one in campaign(Plan(kinds, seeds, options.lives, until, options.journal, options.folder)):
        outcomes.append(one)
        if one.problem:
            print(f"{one.faults}, seed {one.seed}: {one.problem}", flush=True)
    kills = sum(one.kills for one in outcomes)
    frames, hard = sum(one.frames for one in outcomes), sum(one.hard_frames for one in outcomes)
    bad = sum(bool(one.problem) for one in outcomes)
    print(f"{len(outcomes)} runs, {kills} kills, {frames} frames, {hard} hard frames; {bad} runs with a problem")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
