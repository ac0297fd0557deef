"""The measures of a run as CSV: benchmarks/results/ has such a file for each board."""

import csv
import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.performance.results import FIGURES, Measure

_COLUMNS: Final = [field.name for field in dataclasses.fields(Measure)]
_HOST: Final = "host"  # rows of this part say what the run was made on: the fact in `way`, its text in `model`


def write(path: Path, measured: Sequence[Measure], host: Mapping[str, Any]) -> None:
    """host: facts about the computer and the run; numbers and texts."""
    facts = [Measure(_HOST, name, model=str(value)) for name, value in host.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_row(one) for one in [*facts, *measured])


def read(path: Path) -> tuple[list[Measure], dict[str, str]]:
    """The measures in their order, and the facts about the run. Raises ValueError where the columns are other ones."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != _COLUMNS:
            raise ValueError(f"{path}: the columns are {rows.fieldnames}, expected {_COLUMNS}")
        measured = [_measure(row) for row in rows]
    return (
        [one for one in measured if one.part != _HOST],
        {one.way: one.model for one in measured if one.part == _HOST},
    )


def _row(one: Measure) -> dict[str, str]:
    at = " ".join(f"{key}={value}" for key, value in one.at.items())
    numbers = {name: _text(getattr(one, name)) for name in FIGURES}
    samples = str(one.samples) if one.samples else ""
    texts = {"part": one.part, "way": one.way, "model": one.model, "at": at, "samples": samples, "unit": one.unit}
    return texts | numbers


def _measure(row: Mapping[str, str]) -> Measure:
    pairs = [pair.partition("=") for pair in row["at"].split()]
    at = {key: int(value) if value.isdigit() else value for key, _, value in pairs}
    numbers: dict[str, Any] = {name: float(row[name]) if row[name] else None for name in FIGURES}
    return Measure(
        row["part"], row["way"], row["model"], at, samples=int(row["samples"] or 0), unit=row["unit"], **numbers
    )


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
