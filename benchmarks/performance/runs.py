"""Several runs on one board as one: a figure is the median of the runs, a target also says how far they lay apart."""

import dataclasses
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.performance.csv_file import read
from benchmarks.performance.results import FIGURES, Measure
from benchmarks.performance.targets import Target, targets


def read_runs(path: Path) -> tuple[list[Sequence[Measure]], list[dict[str, str]]]:
    """The measures and the facts of each run: of a CSV file, or of every one in a folder, by name.

    Raises ValueError where there is none, or where one has other columns.
    """
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise ValueError(f"{path} has no .csv file of a run")
    runs = [read(file) for file in files]
    return [measured for measured, _ in runs], [facts for _, facts in runs]


def together(runs: Sequence[Sequence[Measure]]) -> list[Measure]:
    """Each figure is the median of the runs that have it, in the order of the first run."""
    same: dict[Any, list[Measure]] = {}
    for measured in runs:
        for one in measured:
            same.setdefault((one.part, one.way, one.model, tuple(one.at.items())), []).append(one)
    return [_median(ones) for ones in same.values()]


def targets_of(runs: Sequence[Sequence[Measure]]) -> list[Target]:
    """What each run says of the targets, put together: the median, the lowest and the highest."""
    return [_spread(ones) for ones in zip(*(targets(measured) for measured in runs), strict=True)]


def load(facts: Sequence[Mapping[str, Any]]) -> str:
    """How busy the board was before and after each run."""
    start, end = (" / ".join(str(one[f"load_at_{moment}"]) for one in facts) for moment in ("start", "end"))
    return f"load {start} at the start, {end} at the end"


def _median(ones: Sequence[Measure]) -> Measure:
    figures = {name: _middle([getattr(one, name) for one in ones]) for name in FIGURES}
    return dataclasses.replace(ones[0], samples=sum(one.samples for one in ones), **figures)


def _spread(ones: Sequence[Target]) -> Target:
    known = [one.measured for one in ones if one.measured is not None]
    spread = (min(known), max(known)) if len(known) > 1 else None
    floor = _middle([one.floor for one in ones])
    return dataclasses.replace(ones[0], measured=_middle(known), spread=spread, floor=floor)


def _middle(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
