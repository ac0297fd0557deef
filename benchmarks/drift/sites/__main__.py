"""Runs the simulated sites through the monitor (and baselines) and prints each point against its target."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.drift.sites.kinds import (
    FIGURE_KINDS,
    FIGURE_SEEDS,
    RECORDED_FIGURE_KINDS,
    RECORDED_TUNING_KINDS,
    TUNING_KINDS,
    TUNING_SEEDS,
)
from benchmarks.drift.sites.scoring.cases import ALL, SHORT
from benchmarks.drift.sites.scoring.compare import OWN, better_baselines, delays
from benchmarks.drift.sites.scoring.files import read, results_folder
from benchmarks.drift.sites.scoring.many import Plan, run
from benchmarks.drift.sites.scoring.points import Row, by_kind, false_alarms_per_1000, rows
from benchmarks.drift.sites.scoring.run import SiteResult

WIDTH = 150
SITE_DAYS = 74
SHORT_DAYS = 36
_SEEDS = 3


def report(results: Sequence[SiteResult], console: Console) -> bool:
    """Prints all tables; whether every point that could be measured was reached."""
    quiet = [one for result in results for one in result.quiet]
    outcomes = [one for result in results for one in result.outcomes]
    table = delays(quiet, outcomes)
    own = [one for one in quiet if one.watcher == OWN]
    points = [*rows(own, [one for one in outcomes if one.watcher == OWN]), better_baselines(table)]
    console.print(_points(points))
    kinds = Table("kind", "false per 1,000 days", "alarms", "warnings a day", "first false alarms")
    for kind, runs in sorted(by_kind(own).items(), key=lambda item: -false_alarms_per_1000(item[1])):
        false = [alarm for one in runs for alarm in one.false_alarms]
        warnings = sum(one.warnings for one in runs) / sum(one.days for one in runs)
        alarms = sum(len(one.alarms) for one in runs)
        kinds.add_row(kind, f"{false_alarms_per_1000(runs):.1f}", str(alarms), f"{warnings:.2f}", "; ".join(false[:3]))
    console.print(kinds)
    changes = Table("change", "watcher", "found", "median h", "p90 h", "false per 1,000 days")
    for one in table:
        found = f"{one.found} of {one.cases}"
        numbers = (f"{one.median_h:.1f}", f"{one.p90_h:.1f}", f"{one.false_per_1000:.1f}")
        changes.add_row(one.change, one.watcher, found, *numbers)
    console.print(changes)
    return all(point.reached is not False for point in points)


def _points(points: Sequence[Row]) -> Table:
    table = Table("point", "measured", "target", "")
    verdicts = {True: "reached", False: "[red]missed[/red]", None: ""}
    for point in points:
        table.add_row(point.point, point.measured, point.target, verdicts[point.reached])
    return table


def chosen_sites(
    scale: float,
    tuning: bool = False,
    seeds: int = _SEEDS,
    only: Sequence[str] = (),
    skipped: int = 0,
    recorded: bool = False,
) -> list[tuple[str, int]]:
    """Kinds and seeds; `scale` shortens the list: below 1 first the seeds are fewer, then the kinds.

    skipped: seeds at the front that are left out, since figures were looked at already. recorded: sites whose objects
    come as they were counted in the world.
    """
    if recorded:
        kinds = RECORDED_TUNING_KINDS if tuning else RECORDED_FIGURE_KINDS
    else:
        kinds = TUNING_KINDS if tuning else FIGURE_KINDS
    numbers = (TUNING_SEEDS if tuning else FIGURE_SEEDS)[skipped : skipped + max(round(seeds * scale), 1)]
    names = [name for name in kinds if not only or name in only]
    if seeds * scale < 1:
        names = names[:: max(round(1 / (seeds * scale)), 1)]
    return [(name, seed) for seed in numbers for name in names]


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.drift.sites", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the sites, for a short form (1)")
    parser.add_argument("--short", action="store_true", help="one site of each kind, 36 days, the changes of the table")
    parser.add_argument("--seeds", type=int, help="sites of each kind (3; 1 where --short)")
    parser.add_argument("--skip-seeds", type=int, default=0, help="leave out this number of seeds at the front (0)")
    parser.add_argument("--days", type=int, help="days without a change (74; 36 where --short)")
    parser.add_argument("--tuning", action="store_true", help="the kinds and seeds that limits are tuned on")
    parser.add_argument("--recorded", action="store_true", help="sites whose traffic was counted in the world")
    parser.add_argument("--kind", action="append", default=[], help="only this kind; may be given again")
    parser.add_argument("--baselines", action="store_true", help="score the baselines on the same streams, too")
    parser.add_argument("--quiet", action="store_true", help="false alarms only, no changes")
    parser.add_argument("--restarted", action="store_true", help="changes only, each with the days before it learned")
    parser.add_argument("--holidays", action="store_true", help="name each site's public holidays to the monitor")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for raw results, written after each case")
    parser.add_argument("--change", action="append", choices=sorted(ALL), help="only this one; may be given again")
    parser.add_argument("--read", type=Path, action="append", help="only print what --out wrote there; may be repeated")
    options = parser.parse_args()
    if options.read:
        results = [one for folder in options.read for one in read(folder)]
    else:
        short = options.short
        seeds, days = options.seeds or (1 if short else _SEEDS), options.days or (SHORT_DAYS if short else SITE_DAYS)
        sites = chosen_sites(options.scale, options.tuning, seeds, options.kind, options.skip_seeds, options.recorded)
        changes = () if options.quiet else options.change or (SHORT if short else ALL)
        out = results_folder(options.out)
        plan = Plan(days, options.processes, out, options.baselines, changes, options.restarted, options.holidays)
        results = run(sites, plan)
        print(f"raw results: {out}")
    return 0 if report(results, Console(width=WIDTH)) else 1


if __name__ == "__main__":
    sys.exit(main())
