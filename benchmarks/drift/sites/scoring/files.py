"""Raw results on disk: one JSON object and one CSV line a case."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from benchmarks.drift.sites.scoring.run import Outcome, Quiet, SiteResult


def write(folder: Path, results: Sequence[SiteResult]) -> None:
    """sites.json: everything; outcomes.csv and quiet.csv: the same as tables."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = [asdict(result) for result in results]
    (folder / "sites.json").write_text(json.dumps(everything, indent=1))
    for name, kind, entries in (
        ("outcomes", Outcome, [one for result in results for one in result.outcomes]),
        ("quiet", Quiet, [one for result in results for one in result.quiet]),
    ):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            table = csv.DictWriter(file, [entry.name for entry in fields(kind)])
            table.writeheader()
            table.writerows(asdict(entry) for entry in entries)


def read(path: Path) -> list[SiteResult]:
    """What `write` put into sites.json."""
    return [
        SiteResult(tuple(_quiet(one) for one in result["quiet"]), tuple(Outcome(**one) for one in result["outcomes"]))
        for result in json.loads(path.read_text())
    ]


def _quiet(entry: dict[str, Any]) -> Quiet:
    """JSON knows no tuples."""
    lists = {name: tuple(entry[name]) for name in ("alarms", "false_alarms")}
    values: dict[str, Any] = {**entry, **lists}
    return Quiet(**values)
