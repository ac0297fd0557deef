"""What the scene's detector finds on simulated cameras, how soon, and how often it is wrong.

`python -m benchmarks scene` prints both tables. Limits were set on seeds below FIRST_FIGURE_SEED.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.drift.cameras.kinds import KINDS
from benchmarks.drift.scene_run import HARMS, Run, run

FIRST_FIGURE_SEED = 100


def quiet_table(runs: Sequence[Run]) -> Table:
    table = Table("camera", "days judged", "alarms", "warnings", title="Nothing is wrong")
    for kind in dict.fromkeys(one.kind for one in runs):
        own = [one for one in runs if one.kind == kind]
        wrong = sum((one.wrong for one in own), Counter[str]())
        warned = sum((one.warnings for one in own), Counter[str]())
        table.add_row(kind, str(sum(one.days for one in own)), _told(wrong), _told(warned))
    return table


def harm_table(runs: Sequence[Run]) -> Table:
    table = Table(
        "harm", "cases", "alarm in 15 min", "median delay", "in 30 min", "with warnings", title="Something is"
    )
    for name in (harm.name for harm in HARMS if any(harm.name in one.delays for one in runs)):
        delays = [delay for one in runs for delay in one.delays.get(name, [])]
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
    parser.add_argument("--measured", type=int, default=60, help="minutes of each hour without harm (60)")
    parser.add_argument("--quiet", action="store_true", help="only days on which nothing is wrong")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    cases = [(kind, seed) for seed in seeds for kind in KINDS if kind.name in options.kinds]
    harms = () if options.quiet else HARMS
    console, runs = Console(width=120), list[Run]()
    with ProcessPoolExecutor(options.jobs, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        waiting = {
            pool.submit(run, kind, options.days, seed, options.measured, harms): (kind, seed) for kind, seed in cases
        }
        for done in as_completed(waiting):
            kind, seed = waiting[done]
            runs.append(done.result())
            console.print(f"{kind.name}, seed {seed}: alarms {_told(runs[-1].wrong)}", highlight=False)
            for line in runs[-1].lines:
                console.print(f"  {line}", highlight=False)
    console.print(quiet_table(runs))
    console.print(harm_table(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
