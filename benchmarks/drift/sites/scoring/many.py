"""Runs many sites: in processes of their own where more than one is wanted, else in turns, a case at each."""

import sys
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.drift.sites.baselines import BASELINES
from benchmarks.drift.sites.scoring.cases import ALL
from benchmarks.drift.sites.scoring.compare import OWN
from benchmarks.drift.sites.scoring.files import read, site_file, write_site, write_tables
from benchmarks.drift.sites.scoring.learned import restarted
from benchmarks.drift.sites.scoring.run import SiteResult, run_site
from benchmarks.drift.sites.scoring.watcher import monitor


@dataclass(frozen=True, slots=True)
class Plan:
    """days: of each site. out: folder that raw results are written to after each case.

    baselines: whether they watch as well. changes: that are tried, by name. restarted: the monitor begins at each onset
    with the days before it learned, instead of being run over them; false alarms are then not counted. holidays: an
    owner has named the site's public ones.
    """

    days: int
    processes: int
    out: Path
    baselines: bool = False
    changes: Container[str] = ALL
    restarted: bool = False
    holidays: bool = False


def run(sites: Sequence[tuple[str, int]], plan: Plan) -> list[SiteResult]:
    """One result for each kind and seed that lies in the folder; where it is interrupted, with what there is."""
    for kind, seed in sites:
        site_file(plan.out, kind, seed).unlink(missing_ok=True)
    try:
        for done, (kind, seed) in enumerate(_finished(sites, plan), start=1):
            _say(f"{kind} {seed} is done: {done} of {len(sites)} sites")
    except KeyboardInterrupt:
        _say("interrupted; what follows is of the cases until now")
    results = read(plan.out)
    write_tables(plan.out, results)
    return results


def _finished(sites: Sequence[tuple[str, int]], plan: Plan) -> Iterator[tuple[str, int]]:
    if plan.processes == 1:
        yield from _in_turns(sites, plan)
        return
    pool = ProcessPoolExecutor(plan.processes)
    try:
        for job in as_completed([pool.submit(_one, *site, plan) for site in sites]):
            yield job.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _in_turns(sites: Sequence[tuple[str, int]], plan: Plan) -> Iterator[tuple[str, int]]:
    """A case at each site before the next at any, so that a run that is cut short has seen every kind."""
    left = {site: _cases(*site, plan) for site in sites}
    while left:
        done = [site for site, some in left.items() if next(some, None) is None]
        for site in done:
            del left[site]
            yield site


def _one(kind: str, seed: int, plan: Plan) -> tuple[str, int]:
    for _ in _cases(kind, seed, plan):
        pass
    return kind, seed


def _cases(kind: str, seed: int, plan: Plan) -> Iterator[SiteResult]:
    """What is known of the site after each of its cases, which is written down and said before it is given."""
    own = {} if plan.restarted else {OWN: partial(monitor, holidays=plan.holidays)}
    factories = {**own, **(BASELINES if plan.baselines else {})}
    restart = (OWN, partial(restarted, holidays=plan.holidays)) if plan.restarted else None
    started, known = time.monotonic(), 0
    for result in run_site(kind, seed, plan.days, factories, plan.changes, restart):
        write_site(plan.out, kind, seed, result)
        minutes = (time.monotonic() - started) / 60
        for line in _news(result, known):
            _say(f"{kind} {seed}, {minutes:.1f} min: {line}")
        known = len(result.outcomes)
        yield result


def _news(result: SiteResult, known: int) -> Iterable[str]:
    for one in result.outcomes[known:]:
        if one.watcher == OWN:
            found = "not found" if one.found_min is None else f"found after {one.found_min / 60:.1f} h by {one.by}"
            yield f"day {one.day}, {one.change}: {found}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
