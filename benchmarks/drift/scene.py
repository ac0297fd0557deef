"""What the scene's detector finds on simulated cameras, how soon, and how often it is wrong.

`python -m benchmarks.drift.scene` prints both tables. Limits were set on seed 1 and the kinds of TUNED.
"""

import argparse
import copy
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.drift.cameras.camera import Camera
from benchmarks.drift.cameras.harm import Harm
from benchmarks.drift.cameras.kinds import KINDS, Kind
from benchmarks.drift.cameras.weather import DAY
from driftwatch.monitoring.scene.detector import SceneDetector
from driftwatch.monitoring.scene.findings import SceneFinding

FIRST_FIGURE_SEED = 100
WATCHED = 30
"""Minutes for which a harm is watched."""
HARMS = (
    *(Harm("shift", share) for share in (0.05, 0.1, 0.25)),
    *(Harm("rotate", degrees) for degrees in (5, 10, 15)),
    *(Harm("zoom", factor) for factor in (1.1, 1.3, 0.8)),
    *(Harm("cover", share) for share in (0.3, 0.5, 0.7, 1.2)),
    *(Harm("sheet", share) for share in (0.5, 1.2)),
    Harm("black", 1),
    *(Harm("dim", left) for left in (0.7, 0.4)),
    *(Harm("blur", pixels) for pixels in (0.7, 1, 2, 4)),
    *(Harm("fog", share) for share in (0.5, 0.8, 0.95)),
    Harm("jpeg", 10),
    Harm("dead pixels", 0.01),
    Harm("cast", 1),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One camera. days: judged. wrong: alarms, warnings: warnings, by kind, while nothing was wrong.

    delays: of each harm, minutes until an alarm, and until anything; None where it was not found in WATCHED minutes.
    """

    kind: str
    days: int
    wrong: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    delays: dict[str, list[tuple[int | None, int | None]]] = field(default_factory=dict)


def run(kind: Kind, days: int, seed: int, harms: Sequence[Harm] = HARMS) -> Run:
    """Watches `days` days without harm, and every harm twice: on the second day or the third, and on the last."""
    camera = Camera(kind, days + 1, seed)
    rng = np.random.default_rng([seed, 41])
    planned: dict[int, list[Harm]] = {}
    for harm in harms:
        for day in {int(rng.integers(1, 3)), days - 1}:
            planned.setdefault(_begin(kind, day, rng), []).append(harm)
    result = Run(kind.name, days - 1)
    detector = SceneDetector()
    before: set[tuple[str, str]] = set()
    for minute, seen in camera.minutes(0, days * DAY):
        for harm in planned.get(minute, ()):
            delay = _hunt(copy.deepcopy(detector), camera, minute, harm)
            result.delays.setdefault(harm.name, []).append(delay)
        found = detector.update(seen, minute * 60.0, minute // 60 % 24)
        now = {(finding.kind, finding.level) for finding in found}
        for name, level in now - before:
            (result.wrong if level == "drift" else result.warnings)[name] += 1
        before = now
    return result


def _begin(kind: Kind, day: int, rng: np.random.Generator) -> int:
    """Any minute of the day; where nights are black one with lights on."""
    if kind.nights == "black":
        return (day if day % 7 != 6 else day - 1) * DAY + int(rng.integers(8 * 60 + 5, 20 * 60 - WATCHED))
    return day * DAY + int(rng.integers(0, DAY - WATCHED))


def _hunt(detector: SceneDetector, camera: Camera, start: int, harm: Harm) -> tuple[int | None, int | None]:
    alarm: int | None = None
    anything: int | None = None
    known = _names(detector.standing)
    for minute, seen in camera.minutes(start, start + WATCHED, harm):
        found = detector.update(seen, minute * 60.0, minute // 60 % 24)
        fresh = [finding for finding in found if _names((finding,)) - known]
        if fresh and anything is None:
            anything = minute - start + 1
        if any(finding.level == "drift" for finding in fresh):
            alarm = minute - start + 1
            break
    return alarm, anything if anything is not None else alarm


def _names(findings: Sequence[SceneFinding]) -> set[tuple[str, str]]:
    return {(finding.kind, finding.level) for finding in findings}


def quiet_table(runs: Sequence[Run]) -> Table:
    table = Table("camera", "days judged", "alarms", "warnings", title="Nothing is wrong")
    for kind in dict.fromkeys(run.kind for run in runs):
        own = [run for run in runs if run.kind == kind]
        wrong = sum((run.wrong for run in own), Counter[str]())
        warned = sum((run.warnings for run in own), Counter[str]())
        table.add_row(kind, str(sum(run.days for run in own)), _told(wrong), _told(warned))
    return table


def harm_table(runs: Sequence[Run]) -> Table:
    table = Table(
        "harm", "cases", "alarm in 15 min", "median delay", "in 30 min", "with warnings", title="Something is"
    )
    for name in dict.fromkeys(name for run in runs for name in run.delays):
        delays = [delay for run in runs for delay in run.delays.get(name, [])]
        alarms = [alarm for alarm, _ in delays if alarm is not None]
        soon = sum(alarm <= 15 for alarm in alarms)
        anything = sum(delay is not None for _, delay in delays)
        middle = f"{float(np.median(alarms)):.0f} min" if alarms else "-"
        share = [f"{count / len(delays):.0%}" for count in (soon, len(alarms), anything)]
        table.add_row(name, str(len(delays)), share[0], middle, share[1], share[2])
    return table


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common()) or "0"


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.drift.scene", description=__doc__)
    parser.add_argument("--days", type=int, default=9, help="of each camera; the first is learned only (9)")
    parser.add_argument("--seeds", type=int, default=1, help="cameras of each kind (1)")
    parser.add_argument("--first-seed", type=int, default=FIRST_FIGURE_SEED, help="1 was tuned on (100)")
    parser.add_argument("--kinds", nargs="*", default=[kind.name for kind in KINDS])
    options = parser.parse_args()
    cv2.setNumThreads(1)
    console, runs = Console(width=120), list[Run]()
    for kind in (kind for kind in KINDS if kind.name in options.kinds):
        for seed in range(options.first_seed, options.first_seed + options.seeds):
            runs.append(run(kind, options.days, seed))
            console.print(f"{kind.name}, seed {seed}: alarms {_told(runs[-1].wrong)}", highlight=False)
    console.print(quiet_table(runs))
    console.print(harm_table(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
