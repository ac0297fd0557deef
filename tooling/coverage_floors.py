"""Measures which lines of each room its unit tests run, and fails where a room is below its floor: `make coverage`.

The tests of a real machine and the slow ones are left out: what is measured is whether a change can be checked quickly.
A floor is what was measured, less two points. Raise it when a room gets better; lower it only with a reason. A room
without a floor fails: give it one.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = "src/driftwatch/"
REPORT: Final = ROOT / "build" / "coverage.json"
FLOORS: Final[Mapping[str, int]] = {
    "capture": 85,
    "cli": 94,
    "cloud": 90,
    "commands": 97,
    "config": 97,
    "doctor": 95,
    "engine": 85,
    "footage": 92,
    "inference": 85,
    "labelling": 91,
    "monitoring": 84,
    "notify": 97,
    "quality": 93,
    "report": 98,
    "services": 71,
    "storage": 97,
    "upload": 97,
    "watch": 96,
}
"""Percent of the lines of each room. Of capture, inference and monitoring only what the tests of the other rooms run
was measured so far: raise these after the first whole run. Of cloud, labelling and quality their own tests alone.
"""


def rooms() -> list[str]:
    """Every folder of the source that holds code."""
    return sorted(path.name for path in (ROOT / SOURCE).iterdir() if any(path.glob("[!_]*.py")))


def measure() -> int:
    """Runs the rooms' own tests and writes REPORT; gives pytest's exit status."""
    REPORT.parent.mkdir(exist_ok=True)
    folders = [f"tests/{room}" for room in rooms() if (ROOT / "tests" / room).is_dir()]
    files = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests").glob("test_*.py"))]
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not slow and not machine", "-n", "2", "--dist", "loadfile"]
    options = ["--cov=driftwatch", "--cov-report=", f"--cov-report=json:{REPORT}"]
    return subprocess.run([*command, *options, *folders, *files], cwd=ROOT, check=False).returncode


def shares(report: Mapping[str, Any]) -> dict[str, float]:
    """Percent of the lines of each room that were run; report: coverage's JSON."""
    lines: Counter[str] = Counter()
    run: Counter[str] = Counter()
    for path, found in report["files"].items():
        room, _, below = path.partition(SOURCE)[2].partition("/")
        if below:
            lines[room] += found["summary"]["num_statements"]
            run[room] += found["summary"]["covered_lines"]
    return {room: 100 * run[room] / count for room, count in lines.items() if count}


def too_low(measured: Mapping[str, float], floors: Mapping[str, int] = FLOORS) -> list[str]:
    """A line for each room that is below its floor, or has none."""
    without = [f"{room}: has no floor in tooling/coverage_floors.py" for room in measured if room not in floors]
    below = [
        f"{room}: {measured.get(room, 0):.1f}% of its lines are run, the floor is {floor}%"
        for room, floor in floors.items()
        if measured.get(room, 0) < floor
    ]
    return without + below


def main(arguments: Sequence[str]) -> int:
    """With a path, reads that report instead of running the tests."""
    status = 0 if arguments else measure()
    measured = shares(json.loads(Path(arguments[0] if arguments else REPORT).read_text()))
    for room, share in sorted(measured.items()):
        print(f"{room:12} {share:5.1f}%  (floor {FLOORS.get(room, 0)}%)")
    problems = too_low(measured)
    for problem in problems:
        print(problem, file=sys.stderr)
    return status or bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
