"""Kills a process that writes the store, or tears its last write, and looks at what the next start finds.

    python -m benchmarks.store.crash [--runs 600] [--seed 1]

Three faults in turn: SIGKILL at a random moment; a kill by the kernel in the middle of a write (RLIMIT_FSIZE with
SIGXFSZ, which writes up to the limit and no further, at a random byte); and a log whose last commit is cut short or
zeroed at a random byte, as a power cut leaves it. A run is good when the file opens without being set aside and holds
every minute that had been acknowledged (of a torn commit: every one before it), each exactly as it was written.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.health import Notice
from driftwatch.storage.records import Batch, MinuteRecord, SampleRecord, StreamKey
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import Span, read_minutes
from driftwatch.storage.write_buffer import WriteBuffer

START = 1_790_000_040
FAULTS = ("killed", "killed in a write", "torn")
_STREAM, _MODEL = StreamKey("vision", "cam"), ModelIdentity("detector", "1", "ab" * 32)
_ACK = struct.Struct("<II")  # number of the minute, size of the log after its commit
_LOG = f"{FILE_NAME}-wal"


@dataclass(frozen=True, slots=True)
class Outcome:
    """fault: one of FAULTS. problem: "" for a good run. minutes: that were acknowledged."""

    fault: str
    problem: str
    minutes: int


def run_once(fault: str, chance: random.Random) -> Outcome:
    """One process, one fault, one look."""
    folder = Path(tempfile.mkdtemp(prefix="store-"))
    try:
        acknowledged = _write_until_killed(folder, fault, chance)
        safe = len(acknowledged)
        if fault == "torn" and safe >= 2:
            _tear(folder / _LOG, acknowledged[-2][1], acknowledged[-1][1], chance)
            safe -= 1
        return Outcome(fault, _look(folder, safe, len(acknowledged)), safe)
    finally:
        shutil.rmtree(folder)


def minute(number: int) -> Batch:
    """What one stream with four labels hands over for one minute; different for every number."""
    chance = np.random.default_rng(number)
    labels: dict[str, LabelCounts] = {}
    for name in ("person", "car", "dog", "bus"):
        counts = chance.integers(0, 120, 64)
        seen = int(counts.sum())
        labels[name] = LabelCounts(seen, seen, seen // 9, seen * 45_000, seen * 45_000**2, Histogram(counts))
    at = START + 60 * number
    roll = RollUp(at, _STREAM.camera, _MODEL.key, Totals(FrameCounts(frames=1800, covered_ms=60_000), labels))
    answer = Answer(Size(1280, 720), tuple(Detection(Box(0.1, 0.2, 0.3, 0.4), name, 0.8) for name in labels))
    samples = tuple(
        SampleRecord(_STREAM, Observation("cam", Moment(at + second, 0.0), _MODEL, answer, f"{number:016x}"))
        for second in range(0, 60, 10)
    )
    return Batch(minutes=(MinuteRecord(_STREAM, _MODEL, roll),), samples=samples)


def _write_until_killed(folder: Path, fault: str, chance: random.Random) -> list[tuple[int, int]]:
    """Gives what the process acknowledged: minute and size of the log, one after the other."""
    reader, writer = os.pipe()
    last = chance.randrange(2, 80) if fault == "torn" else 1_000_000
    limit = chance.randrange(30_000, 1_600_000) if fault == "killed in a write" else None
    child = os.fork()
    if child == 0:
        os.close(reader)
        _write_forever(folder, writer, last, limit)
    os.close(writer)
    received = b""
    deadline = time.monotonic() + (chance.uniform(0.0, 0.4) if fault == "killed" else 60.0)
    while True:
        # The first minute is always waited for; after that a kill comes at its own time.
        if fault == "killed" and received and time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
        part = os.read(reader, 1 << 16)
        if not part:
            break
        received += part
        if fault == "torn" and len(received) >= last * _ACK.size:
            os.kill(child, signal.SIGKILL)
    os.close(reader)
    os.waitpid(child, 0)
    whole = len(received) // _ACK.size * _ACK.size
    return list(_ACK.iter_unpack(received[:whole]))


def _write_forever(folder: Path, acknowledge: int, last: int, limit: int | None) -> None:
    """The process that is killed; never returns."""
    try:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        ledger = WriteBuffer((folder,), RetentionSettings(), lambda notice: print(notice.text, file=sys.stderr))
        for number in range(last):
            ledger.hold(minute(number))
            ledger.commit(Moment(START + 60 * number, 60.0 * number))
            os.write(acknowledge, _ACK.pack(number, (folder / _LOG).stat().st_size))
        signal.pause()
    finally:
        os._exit(1)


def _tear(log: Path, before: int, after: int, chance: random.Random) -> None:
    """Cuts or zeroes the last commit from a random byte on."""
    border = chance.randrange(before, after)
    with log.open("r+b") as file:
        if chance.random() < 0.5:
            file.truncate(border)
        else:
            file.seek(border)
            file.write(bytes(after - border))


def _look(folder: Path, safe: int, acknowledged: int) -> str:
    """What is wrong with the file, "" for nothing."""
    notices: list[Notice] = []
    ledger = WriteBuffer((folder,), RetentionSettings(), notices.append)
    ledger.open()
    found = ledger.read(lambda connection: list(read_minutes(connection, _STREAM, Span(0, START * 2))))
    healthy = ledger.health.healthy
    ledger.close()
    if notices or not healthy:
        return f"did not open: {[notice.text for notice in notices]}"
    if not safe <= len(found) <= acknowledged + 1:
        return f"{safe} minutes were safe, {len(found)} were found"
    for number, record in enumerate(found):
        if record != minute(number).minutes[0]:
            return f"minute {number} is not as it was written"
    return ""


def run(runs: int, seed: int) -> list[Outcome]:
    chance = random.Random(seed)
    return [run_once(FAULTS[number % len(FAULTS)], chance) for number in range(runs)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcomes = run(arguments.runs, arguments.seed)
    good = Counter(outcome.fault for outcome in outcomes if not outcome.problem)
    for fault in FAULTS:
        minutes = [outcome.minutes for outcome in outcomes if outcome.fault == fault]
        print(f"{fault:18} {good[fault]} of {len(minutes)} good, {min(minutes)} to {max(minutes)} minutes written")
    for outcome in outcomes:
        if outcome.problem:
            print(f"{outcome.fault}: {outcome.problem}")
    print(f"{sum(good.values())} of {len(outcomes)} runs reopened with nothing older than the last minute lost")
    sys.exit(0 if sum(good.values()) == len(outcomes) else 1)


if __name__ == "__main__":
    main()
