"""What `driftwatch sample` tells at its end."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.cli.sample_run import INTERRUPTED, SampleResult
from driftwatch.cli.tables import table
from driftwatch.errors import printable


def warn(lines: Iterable[str]) -> None:
    """On standard error."""
    console = Console(stderr=True)
    for line in lines:
        console.print(f"[yellow]warning[/]  {escape(printable(line))}", soft_wrap=True)


def show(told: SampleResult, spool: SpoolSettings, total: int) -> None:
    """How much was kept and why, what forbade the rest, where it lies, and what to do where something went wrong."""
    console = Console()
    if told.status.offered:
        console.print(table("Reasons", _reasons(told)))
    if told.status.refused:
        rows = sorted(told.status.refused.items(), key=lambda one: -one[1])
        console.print(table("Not kept", [{"limit": name, "times": times} for name, times in rows]))
    kept = sum(told.kept.values())
    share = f" ({100 * kept / told.considered:.2g}%)" if told.considered else ""
    failed = f"; {told.failed} could not be read" if told.failed else ""
    console.print(f"[bold]Kept {kept} of {told.considered} frames[/bold]{share}{failed}", highlight=False)
    for line in _ending(told, total):
        console.print(f"[yellow]{escape(printable(line))}[/]", soft_wrap=True, highlight=False)
    if kept:
        names = ", ".join(sorted(path.name for path in Path(spool.directory).iterdir()))
        where = f"Written to {spool.directory} as {spool.format}: {names}"
        console.print(escape(printable(where)), soft_wrap=True, highlight=False)


def _reasons(told: SampleResult) -> list[Mapping[str, Any]]:
    return [
        {"reason": reason, "spoke for": frames, "kept": told.kept.get(reason, 0)}
        for reason, frames in told.status.offered.items()
    ]


def _ending(told: SampleResult, total: int) -> list[str]:
    lines: list[str] = []
    seen = told.considered + told.failed
    if told.ended == INTERRUPTED:
        lines.append(f"Interrupted after {seen} of {total} frames. What was kept until then is whole.")
    elif told.ended:
        lines.append(f"Ended after {seen} of {total} frames: no more can be written ({told.ended}).")
    if told.index_problem:
        lines.append(f"The files about the whole data set are not up to date ({told.index_problem}).")
    if told.index_problem or told.ended not in ("", INTERRUPTED):
        lines.append("What was kept is there. Mend that, and give the same command with --resume.")
    return lines
