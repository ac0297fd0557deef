"""Runs sites with and without slow ramps through the comparison with the first month, and prints what it found."""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.drift.sites.__main__ import WIDTH, chosen_sites
from benchmarks.drift.sites.scoring.points import wilson
from benchmarks.drift.sites.slow.cases import WHOLE_DAYS, SlowCase, of_nights, of_the_whole, write
from benchmarks.drift.sites.slow.ramps import DIRT, RAMPS

_DAYS = 120
_BY_DAYS = (28, 42, 56, 91)


def report(cases: Sequence[SlowCase], console: Console) -> None:
    """Prints what is false and what was found by when."""
    calm = [case for case in cases if not case.ramp]
    if calm:
        judged = sum(case.judged for case in calm)
        alarms, warnings = sum(case.alarms for case in calm), sum(case.warnings for case in calm)
        console.print(f"no change: {alarms} alarms and {warnings} warnings in {judged} days of {len(calm)} sites")
    table = Table("ramp", "alert", *(f"by day {day}" for day in _BY_DAYS))
    for name in (*RAMPS, DIRT):
        own = [case for case in cases if case.ramp == name and not case.whole]
        if own:
            table.add_row(name, "any", *(_share([case.warned for case in own], day) for day in _BY_DAYS))
            table.add_row("", "alarm", *(_share([case.alarmed for case in own], day) for day in _BY_DAYS))
    for name in RAMPS:
        own = [case for case in cases if case.ramp == name and case.whole]
        days = [day for day in _BY_DAYS if day <= WHOLE_DAYS]
        if own:
            table.add_row(f"{name}, whole monitor", "this alarm", *(_share([c.alarmed for c in own], d) for d in days))
            table.add_row("", "another alarm", *(_share([case.others for case in own], day) for day in days))
    console.print(table)


def _share(found: Sequence[float | None], day: int) -> str:
    count = sum(one is not None and one <= day for one in found)
    low, high = wilson(count, len(found))
    return f"{count} of {len(found)} ({100 * low:.0f} to {100 * high:.0f}%)"


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.drift.sites.slow", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="sites of each kind (1)")
    parser.add_argument("--skip-seeds", type=int, default=0, help="leave out this number of seeds at the front (0)")
    parser.add_argument("--days", type=int, default=_DAYS, help=f"days of each site ({_DAYS})")
    parser.add_argument("--tuning", action="store_true", help="the kinds and seeds that limits are tuned on")
    parser.add_argument("--kind", action="append", default=[], help="only this kind; may be given again")
    parser.add_argument(
        "--whole", action="store_true", help="the ramp of six weeks through the whole monitor, for hours"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, help="file (.csv) that each case is written to")
    options = parser.parse_args()
    sites = chosen_sites(1.0, options.tuning, options.seeds, options.kind, options.skip_seeds)
    cases: list[SlowCase] = []
    with ProcessPoolExecutor(options.processes) as pool:
        if options.whole:
            jobs = [pool.submit(of_the_whole, *site) for site in sites]
        else:
            jobs = [pool.submit(of_nights, *site, options.days) for site in sites]
        for job in as_completed(jobs):
            cases += job.result()
            print(*(case.words for case in job.result()), sep="\n", file=sys.stderr, flush=True)
            if options.out:
                write(options.out, cases)
    report(cases, Console(width=WIDTH))
    return 0


if __name__ == "__main__":
    sys.exit(main())
