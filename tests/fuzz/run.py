"""A fuzzing run: workers one after the other, a new one where a case ended the last.

python -m tests.fuzz.run COUNT [SEED] [START]: keeps every failed case in fuzz-failures/.
"""

import json
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.cases import make_case
from tests.fuzz.seeds import seeds

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Outcome:
    """tally: "KIND error", "KIND answer" or "KIND wrong" to how many. failures: number of a case to what is wrong."""

    tally: Counter[str] = field(default_factory=Counter[str])
    failures: dict[int, str] = field(default_factory=dict[int, str])


def fuzz(count: int, seed: int, start: int = 0) -> Outcome:
    outcome = Outcome()
    end = start + count
    while start < end:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            command = [sys.executable, "-m", "tests.fuzz.worker", scratch, str(seed), str(start), str(end - start)]
            done = subprocess.run(
                command, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
            )
            for line in done.stdout.splitlines():
                if line.startswith("{"):
                    failure = json.loads(line)
                    outcome.failures[failure["number"]] = failure["what"]
            current, tally = folder / "current", folder / "tally"
            if not current.exists():
                raise RuntimeError(f"the worker did not start: {done.stderr[-2000:]}")
            outcome.tally.update(json.loads(tally.read_text()) if tally.exists() else {})
            start = int(current.read_text()) + 1
            if done.returncode != 0:
                outcome.failures[start - 1] = _ended(done.returncode, done.stderr)
                outcome.tally["ended the process"] += 1
    return outcome


def keep(outcome: Outcome, seed: int, folder: Path) -> None:
    """Writes each failed case as a file."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        good = seeds(Path(scratch))
    for number in outcome.failures:
        case = make_case(good, seed, number)
        (folder / f"{case.kind}-{seed}-{number}{case.suffix}").write_bytes(case.content)


def _ended(code: int, stderr: str) -> str:
    if code == -signal.SIGALRM:
        return "hangs"
    return f"ends the process ({signal.Signals(-code).name if code < 0 else code}): {stderr[-300:]}"


if __name__ == "__main__":
    given = [*map(int, sys.argv[1:]), *(0, 0)[len(sys.argv) - 2 :]]
    found = fuzz(given[0], given[1], given[2])
    print(json.dumps(dict(sorted(found.tally.items())), indent=2))
    for number, what in found.failures.items():
        print(number, what[:400])
    keep(found, given[1], Path("fuzz-failures"))
