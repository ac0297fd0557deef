"""What `driftwatch replay` tells: tables for the eye, files for other programs."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from driftwatch.cli.contrast import contrast
from driftwatch.cli.looker import Looker
from driftwatch.cli.rehearsal import Rehearsal, Timing
from driftwatch.cli.tables import column, table
from driftwatch.watch.commands import run_command
from driftwatch.watch.settings import WatchSettings

_HOURS = 24.0 * 365


@dataclass(frozen=True, slots=True)
class Report:
    """cause: in words, also where there is no alarm. files: name -> content."""

    alarm: bool
    cause: str
    tables: tuple[Table, ...]
    files: Mapping[str, str]


def rehearsal_report(
    looker: Looker, settings: WatchSettings, paths: Sequence[Path], timing: Timing, step: Callable[[], None]
) -> Report:
    """Footage through the detectors: every alert that was raised on the way counts, also one that was cleared."""
    rehearsal = Rehearsal(looker, settings, timing, folder=None)
    try:
        rehearsal.run(paths, step)

        def ask(command: str, **arguments: Any) -> dict[str, Any]:
            return run_command(rehearsal.watch, {"command": command, **arguments}, rehearsal.now)

        window = ask("statistics", hours=_HOURS)["rows"][0]
        labels = ask("statistics", hours=_HOURS, by="label")["rows"]
        events = ask("alerts", hours=_HOURS)
        exports = {
            name: ask("export", table=name, hours=_HOURS, limit=10_000)["text"] for name in ("frames", "minutes")
        }
    finally:
        rehearsal.close()
    raised = events["events"]
    nothing = "nothing was raised; without days of footage to learn from, use --reference and --current"
    cause = "; ".join(event["cause"] for event in raised) or nothing
    verdict = {"alarm": bool(raised), "cause": cause, "model": asdict(looker.identity), **window, "labels": labels}
    files = {
        "verdict.json": _json(verdict),
        "events.jsonl": "".join(json.dumps(event) + "\n" for event in raised),
        **{f"{name}.csv": text for name, text in exports.items()},
    }
    return Report(bool(raised), cause, (column("All footage", window), table("Labels", labels)), files)


def contrast_report(
    looker: Looker,
    settings: WatchSettings,
    sets: tuple[Sequence[Path], Sequence[Path]],
    timing: Timing,
    step: Callable[[], None],
) -> Report:
    """Two sets of footage side by side."""
    comparison = contrast(looker, settings.statistics, sets, timing, step)
    rows = [asdict(difference) for difference in comparison.differences]
    cause = comparison.cause or "the current footage is no worse than the reference"
    verdict = {"alarm": comparison.alarm, "cause": cause, "model": asdict(looker.identity), "differences": rows}
    shown = [{name: row[name] for name in ("name", "reference", "current", "limit", "score")} for row in rows]
    return Report(
        comparison.alarm, cause, (table("Reference against current", shown),), {"verdict.json": _json(verdict)}
    )


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"
