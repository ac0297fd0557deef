"""What `driftwatch sample` prints at its end."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.cli.sample_run import INTERRUPTED, SampleResult
from driftwatch.cli.tables import percent, table
from driftwatch.errors import printable


def warn(lines: Iterable[str]) -> None:
    """On standard error."""
    console = Console(stderr=True)
    for line in lines:
        console.print(f"[yellow]warning[/]  {escape(printable(line))}", soft_wrap=True)


def show(result: SampleResult, spool: SpoolSettings, total: int) -> None:
    """How much was kept and why, what forbade the rest, where it lies, and what to do where something went wrong."""
    console = Console()
    if result.status.offered:
        console.print(table("Reasons", _reasons(result)))
    if result.status.refused:
        rows = sorted(result.status.refused.items(), key=lambda one: -one[1])
        console.print(table("Not kept", [{"limit": name, "times": times} for name, times in rows]))
    kept = sum(result.kept.values())
    share = f" ({percent(kept / result.considered)})" if result.considered else ""
    failed = f"; {result.failed} could not be read" if result.failed else ""
    console.print(f"[bold]Kept {kept} of {result.considered} frames[/bold]{share}{failed}", highlight=False)
    for line in _ending(result, total):
        console.print(f"[yellow]{escape(printable(line))}[/]", soft_wrap=True, highlight=False)
    if kept:
        names = ", ".join(sorted(path.name for path in Path(spool.directory).iterdir()))
        where = f"Written to {spool.directory} as {spool.format}: {names}"
        console.print(escape(printable(where)), soft_wrap=True, highlight=False)


def _reasons(result: SampleResult) -> list[Mapping[str, Any]]:
    return [
        {"reason": reason, "voted for": frames, "kept": result.kept.get(reason, 0)}
        for reason, frames in result.status.offered.items()
    ]


def _ending(result: SampleResult, total: int) -> list[str]:
    lines: list[str] = []
    seen = result.considered + result.failed
    if result.ended == INTERRUPTED:
        lines.append(f"Interrupted after {seen} of {total} frames. What was kept until then is whole.")
    elif result.ended:
        lines.append(f"Ended after {seen} of {total} frames: no more can be written ({result.ended}).")
    if result.index_problem:
        lines.append(f"The files about the whole data set are not up to date ({result.index_problem}).")
    if result.index_problem or result.ended not in ("", INTERRUPTED):
        lines.append("What was kept is there. Fix that, and give the same command with --resume.")
    return lines
