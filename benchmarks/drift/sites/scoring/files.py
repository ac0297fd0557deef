"""Raw results on disk: one JSON file a site, written again after each case, and tables of all."""

import csv
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from benchmarks.drift.sites.scoring.run import Outcome, Quiet, SiteResult

_SITES = "sites"


def results_folder(chosen: Path | None) -> Path:
    """`chosen`, or a temporary folder of its own."""
    return chosen or Path(tempfile.mkdtemp(prefix="driftwatch-sites-"))


def site_file(folder: Path, kind: str, seed: int) -> Path:
    return folder / _SITES / f"{kind.replace(' ', '-')}-{seed}.json"


def write_site(folder: Path, kind: str, seed: int, result: SiteResult) -> None:
    """What is known of one site so far, so that a run that is cut short is not lost."""
    path = site_file(folder, kind, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(result), indent=1))
    part.replace(path)


def write_tables(folder: Path, results: Sequence[SiteResult]) -> None:
    """outcomes.csv and quiet.csv: a line for each case, and one for each site and watcher."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind, entries in (
        ("outcomes", Outcome, [one for result in results for one in result.outcomes]),
        ("quiet", Quiet, [one for result in results for one in result.quiet]),
    ):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            table = csv.DictWriter(file, [entry.name for entry in fields(kind)])
            table.writeheader()
            table.writerows(asdict(entry) for entry in entries)


def read(folder: Path) -> list[SiteResult]:
    """What `write_site` put there, whole or in part, in the order of the sites' names."""
    return [_result(json.loads(path.read_text())) for path in sorted((folder / _SITES).glob("*.json"))]


def _result(result: dict[str, Any]) -> SiteResult:
    return SiteResult(
        tuple(_quiet(one) for one in result["quiet"]), tuple(Outcome(**one) for one in result["outcomes"])
    )


def _quiet(entry: dict[str, Any]) -> Quiet:
    """JSON knows no tuples."""
    lists = {name: tuple(entry[name]) for name in ("alarms", "false_alarms")}
    values: dict[str, Any] = {**entry, **lists}
    return Quiet(**values)
