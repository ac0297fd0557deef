"""Runs many sites in processes of their own."""

from collections.abc import Container, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.drift.sites.baselines import BASELINES
from benchmarks.drift.sites.scoring.cases import ALL
from benchmarks.drift.sites.scoring.compare import OWN
from benchmarks.drift.sites.scoring.files import write
from benchmarks.drift.sites.scoring.run import SiteResult, run_site
from benchmarks.drift.sites.scoring.watcher import monitor


@dataclass(frozen=True, slots=True)
class Plan:
    """days: of each site. baselines: whether they watch as well. changes: that are tried, by name.

    out: folder that the raw results so far are written to after each site, so that a run that is cut short is not lost.
    """

    days: int
    processes: int
    baselines: bool = False
    changes: Container[str] = ALL
    out: Path | None = None


def run(sites: Sequence[tuple[str, int]], plan: Plan) -> list[SiteResult]:
    """One result for each kind and seed, in their order."""
    results: dict[tuple[str, int], SiteResult] = {}
    console = Console(stderr=True)
    with ProcessPoolExecutor(plan.processes) as pool, Progress(console=console) as progress:
        task = progress.add_task("sites", total=len(sites))
        jobs = {pool.submit(_one, *site, plan): site for site in sites}
        for job in as_completed(jobs):
            results[jobs[job]] = job.result()
            if plan.out is not None:
                write(plan.out, [results[site] for site in sites if site in results])
            progress.update(task, advance=1, description=f"{jobs[job][0]} {jobs[job][1]}")
    return [results[site] for site in sites]


def _one(kind: str, seed: int, plan: Plan) -> SiteResult:
    factories = {OWN: monitor, **(BASELINES if plan.baselines else {})}
    return run_site(kind, seed, plan.days, factories, plan.changes)
