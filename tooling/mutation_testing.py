"""Do the tests notice a fault? Puts small ones into each room, a few at random, and counts those that a test finds.

`python -m tooling.mutation_testing [ROOM ...] [--sample 30] [--seed 1]`, by hand or `make mutants`: it takes minutes a
room. Nothing of the checkout is changed, the faults are put into a copy. A fault is tried on the tests of its own room
that run its line, at most 120 of them, those of its own file first, and counts as found when one of them fails or does
not end in time. What is not found is listed: a missing test, or a change that makes no difference.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from coverage import CoverageData

from tooling.mutants import Mutant, mutants_of

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = Path("src/driftwatch")
ROOMS: Final = ("capture", "monitoring", "quality", "storage", "watch")
_MOST_TESTS: Final = 120
_SECONDS: Final = 300.0
_QUICK: Final = ["-m", "not slow and not machine", "--order-seed=0", "-p", "no:cacheprovider"]
_PYTEST: Final = [sys.executable, "-m", "pytest", "-q", "-x", *_QUICK]


@dataclass(frozen=True, slots=True)
class Trial:
    """file: below the root. tests: that run its line, the ids that pytest takes; () where none does."""

    file: Path
    mutant: Mutant
    tests: tuple[str, ...]

    @property
    def words(self) -> str:
        place = f"{self.file}:{self.mutant.line}"
        change = f"{_short(self.mutant.before)}  ->  {_short(self.mutant.after)}"
        return f"{place}: {change}" + ("" if self.tests else "  (no test of the room runs the line)")


@cache
def faults_of(room: str) -> list[tuple[Path, Mutant]]:
    """All that can be put into the room's files."""
    files = sorted((ROOT / SOURCE / room).rglob("*.py"))
    return [(path.relative_to(ROOT), mutant) for path in files for mutant in mutants_of(path.read_text())]


def sample(room: str, size: int, seed: int) -> list[tuple[Path, Mutant]]:
    """As many faults of the room's files, each as likely as any other; the same for the same seed and files."""
    every = faults_of(room)
    return random.Random(f"{seed} {room}").sample(every, min(size, len(every)))


def tests_by_line(room: str) -> CoverageData:
    """Runs the room's tests once, without a fault.

    Raises CalledProcessError where one of them fails, on a busy host too: every fault would seem to be found.
    """
    folder = ROOT / "build" / "mutants"
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / f"{room}.coverage"
    options = [f"--cov={SOURCE / room}", "--cov-context=test", "--cov-report=", f"tests/{room}"]
    subprocess.run([*_PYTEST, *options], cwd=ROOT, env=_environment() | {"COVERAGE_FILE": str(data)}, check=True)
    read = CoverageData(str(data))
    read.read()
    return read


def choose_tests(data: CoverageData, file: Path, line: int) -> tuple[str, ...]:
    """Those that run the line, or, where that is run at import, any line of the file; those of its own file first."""
    lines = data.contexts_by_lineno(str(ROOT / file))
    names = {name for name in lines.get(line, ()) if name}
    if not names and line in lines:
        names = {name for of_line in lines.values() for name in of_line if name}
    own = f"test_{file.stem}.py::"
    tests = sorted({name.rpartition("|")[0] for name in names}, key=lambda test: (own not in test, test))
    return tuple(tests[:_MOST_TESTS])


def is_found(trial: Trial, copy: Path) -> bool:
    """copy: of src, in which the fault is made and taken out again."""
    if not trial.tests:
        return False
    place = copy / trial.file.relative_to("src")
    before = place.read_text()
    (copy / "tests.txt").write_text("\n".join(trial.tests))
    place.write_text(trial.mutant.text)
    shutil.rmtree(place.parent / "__pycache__", ignore_errors=True)
    command = [*_PYTEST, "-o", f"pythonpath={copy} .", "-o", "timeout=60", f"@{copy / 'tests.txt'}"]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, env=_environment(), capture_output=True, timeout=_SECONDS, check=False
        )
        return ended.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_text(before)


def _environment() -> dict[str, str]:
    """The same examples each time, and no code of a file before its change."""
    return {**os.environ, "CI": "true", "PYTHONDONTWRITEBYTECODE": "1"}


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 80 else f"{line[:77]}..."


def try_room(room: str, size: int, seed: int) -> tuple[int, list[Trial]]:
    """How many faults were tried, and those that no test found."""
    chosen = sample(room, size, seed)
    data = tests_by_line(room)
    trials = [Trial(file, mutant, choose_tests(data, file, mutant.line)) for file, mutant in chosen]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(shutil.copytree(ROOT / "src", Path(folder) / "src"))
        missed: list[Trial] = []
        for trial in trials:
            if not is_found(trial, copy):
                missed.append(trial)
                print(f"  not found: {trial.words}", flush=True)
    return len(trials), missed


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Share of small faults that the tests of each room find.")
    parser.add_argument("rooms", nargs="*", default=ROOMS, metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--sample", type=int, default=30, help="faults a room")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of faults")
    asked = parser.parse_args(arguments)
    for room in asked.rooms:
        tried, missed = try_room(room, asked.sample, asked.seed)
        found = tried - len(missed)
        print(f"{room}: {found} of {tried} faults found ({found / max(tried, 1):.0%})", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
