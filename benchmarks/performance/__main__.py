"""Measures every target: see `python -m benchmarks performance --help`."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.performance.cameras import measure_cameras
from benchmarks.performance.carrying import measure_carrying
from benchmarks.performance.crowd import measure_crowd
from benchmarks.performance.csv_file import write
from benchmarks.performance.detection import measure_detection
from benchmarks.performance.growth import measure_growth
from benchmarks.performance.memory import measure_memory
from benchmarks.performance.page import fill
from benchmarks.performance.results import Measure, host
from benchmarks.performance.runs import load, read_runs, targets_of, together
from benchmarks.performance.shares import measure_shares
from benchmarks.performance.start import measure_start
from benchmarks.performance.targets import Target
from benchmarks.performance.threads import measure_threads
from benchmarks.performance.waiting import measure_waiting
from benchmarks.performance.watching import measure_watching
from benchmarks.performance.zoo import measure_zoo

Part = Callable[[float], Coroutine[Any, Any, list[Measure]]]

# Seconds that each is given; starting machines comes on top.
PARTS: Mapping[str, tuple[Part, float]] = {
    "detection": (measure_detection, 80),
    "carrying": (measure_carrying, 25),
    "crowd": (measure_crowd, 90),
    "cameras": (measure_cameras, 300),
    "models": (measure_zoo, 25),
    "shares": (measure_shares, 8),
    "watching": (measure_watching, 8),
    "threads": (measure_threads, 36),
    "growth": (measure_growth, 60),
    "waiting": (measure_waiting, 0),
    "start": (measure_start, 0),
    "memory": (measure_memory, 90),
}
_QUICK = 0.25


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    runs, facts = read_runs(options.results) if options.results else _measured(options)
    measured, reached = together(runs), targets_of(runs)
    console = Console(width=150)
    console.print(_measures_table(measured), _targets_table(reached))
    console.print(f"{load(facts)}, {facts[0]['cores']} cores")
    if not options.results:
        _write(options.json, facts[0], measured, reached)
        if options.csv:
            write(options.csv, measured, facts[0])
    if options.picture:
        from benchmarks.performance.picture import draw

        draw(measured, options.picture)
    for page in options.page:
        page.write_text(fill(page.read_text(), measured, reached, load(facts)))
    return 0 if options.results or all(one.reached is not False for one in reached) else 1


def _measured(options: Any) -> tuple[list[Sequence[Measure]], list[dict[str, Any]]]:
    """What one run has measured, and the facts about it."""
    before = host()
    measured: list[Measure] = []
    for name, (part, seconds) in PARTS.items():
        if name in (options.only or PARTS):
            Console().print(f"[dim]measuring {name} ...[/dim]")
            measured += asyncio.run(part(seconds * (_QUICK if options.quick else options.scale)))
    facts = {"load_at_start": before.pop("load")[0], "load_at_end": host()["load"][0]}
    packages = {"packages": ", ".join(f"{name} {version}" for name, version in before.pop("packages").items())}
    return [measured], [before | packages | facts]


def _options(arguments: list[str]) -> Any:
    parser = argparse.ArgumentParser(prog="benchmarks performance", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the time")
    parser.add_argument("--scale", type=float, default=1.0, help="this many times the usual time")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; may be given several times")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--csv", type=Path, help="write the figures as CSV as well: benchmarks/results/BOARD/1.csv")
    results = "measure nothing: take the figures of such a CSV file, or of all in a folder, each the median of the runs"
    parser.add_argument("--results", type=Path, help=results)
    parser.add_argument("--picture", type=Path, help="draw the curves into this .svg file")
    parser.add_argument(
        "--page", type=Path, action="append", default=[], help="put the figures into the tables of this .md file"
    )
    return parser.parse_args(arguments)


def _measures_table(measured: list[Measure]) -> Table:
    table = Table("part", "model", "at", "way", "p50 ms", "p95 ms", "x time", "x work", "value", "n")
    for one in measured:
        at = " ".join(f"{value}" for value in one.at.values())
        value = "" if one.value is None else f"{one.value:.4g} {one.unit}"
        figures = [_figure(one.p50, 1), _figure(one.p95, 1), _figure(one.ratio, 2), _figure(one.work, 2)]
        table.add_row(one.part, one.model, at, one.way, *figures, value, str(one.samples))
    return table


def _targets_table(reached: list[Target]) -> Table:
    table = Table("target", "limit", "floor", "measured", "runs", "")
    for one in reached:
        sign = ">=" if one.at_least else "<="
        verdict = "[red]missed[/red]" if one.reached is False else one.verdict
        limit, floor = f"{sign} {one.limit:g} {one.unit}", _figure(one.floor, 1)
        runs = "" if one.spread is None else " to ".join(_figure(end, 3) for end in one.spread)
        table.add_row(one.what, limit, floor, _figure(one.measured, 3), runs, verdict)
    return table


def _figure(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _write(path: Path, facts: Mapping[str, Any], measured: list[Measure], reached: list[Target]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "host": facts,
        "measures": [asdict(one) for one in measured],
        "targets": [{**asdict(one), "reached": one.reached} for one in reached],
    }
    path.write_text(json.dumps(content, indent=1, default=dict))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
