"""Runs many sites in processes of their own."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from rich.console import Console
from rich.progress import Progress

from benchmarks.drift.sites.baselines import BASELINES
from benchmarks.drift.sites.scoring.compare import OWN
from benchmarks.drift.sites.scoring.run import SiteResult, run_site
from benchmarks.drift.sites.scoring.watcher import monitor


def run(
    sites: Sequence[tuple[str, int]], days: int, processes: int, baselines: bool = False, with_changes: bool = True
) -> list[SiteResult]:
    """One result for each kind and seed, in their order."""
    results: dict[tuple[str, int], SiteResult] = {}
    console = Console(stderr=True)
    with ProcessPoolExecutor(processes) as pool, Progress(console=console) as progress:
        task = progress.add_task("sites", total=len(sites))
        jobs = {pool.submit(_one, *site, days, baselines, with_changes): site for site in sites}
        for job in as_completed(jobs):
            results[jobs[job]] = job.result()
            progress.update(task, advance=1, description=f"{jobs[job][0]} {jobs[job][1]}")
    return [results[site] for site in sites]


def _one(kind: str, seed: int, days: int, baselines: bool, with_changes: bool) -> SiteResult:
    factories = {OWN: monitor, **(BASELINES if baselines else {})}
    return run_site(kind, seed, days, factories, with_changes)
