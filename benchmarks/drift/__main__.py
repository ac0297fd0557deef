"""Runs every acceptance point that concerns monitoring and prints it against its target."""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.drift.points import Point, Section, run, sections
from benchmarks.drift.sites.__main__ import SITE_DAYS, WIDTH, chosen_sites, report
from benchmarks.drift.sites.scoring.files import results_folder
from benchmarks.drift.sites.scoring.many import Plan
from benchmarks.drift.sites.scoring.many import run as run_sites


def _judge(section: Section, pool: ProcessPoolExecutor, progress: Progress) -> list[Point]:
    task = progress.add_task(section.name, total=len(section.runs))
    results: list[Any] = []
    for result in pool.map(run, section.runs):
        results.append(result)
        progress.advance(task)
    return section.judge(results)


def _table(points: list[Point]) -> Table:
    table = Table("point", "what", "measured", "target", "")
    for point in points:
        verdict = "reached" if point.reached else "[red]missed[/red]"
        table.add_row(point.number, point.what, point.measured, point.target, verdict)
    return table


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.drift", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="streams of each kind; fewer is quicker (20)")
    parser.add_argument("--first-seed", type=int, default=300, help="limits were tuned on 0 to 19 and 200 to 239 (300)")
    parser.add_argument("--days", type=int, default=30, help="days without drift that are watched (30)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--sites", type=float, default=1.0, help="share of the simulated sites (1); 0 leaves them out")
    parser.add_argument("--days-of-sites", type=int, default=SITE_DAYS, help=f"days of each site ({SITE_DAYS})")
    parser.add_argument("--out", type=Path, help="folder for the raw results of the sites, as JSON and CSV")
    options = parser.parse_args()
    points: list[Point] = []
    with ProcessPoolExecutor(options.processes) as pool, Progress(console=Console(stderr=True)) as progress:
        for section in sections(range(options.first_seed, options.first_seed + options.seeds), options.days):
            points += _judge(section, pool, progress)
    points.sort(key=lambda point: point.number)
    Console(width=130).print(_table(points))
    reached = all(point.reached for point in points)
    if options.sites:
        results = run_sites(
            chosen_sites(options.sites),
            Plan(options.days_of_sites, options.processes, results_folder(options.out), True),
        )
        reached &= report(results, Console(width=WIDTH))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
