"""What `driftwatch replay` reports: tables for the eye, files for other programs."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from driftwatch.cli.comparison_table import comparison_record, comparison_table
from driftwatch.cli.footage_comparison import MeasuredFootage, compare_footage
from driftwatch.cli.model_runner import ModelRunner
from driftwatch.cli.replay_engine import ReplayEngine, Timing
from driftwatch.cli.tables import column, table
from driftwatch.commands.context import seen_stream
from driftwatch.commands.dispatch import run_stream_command
from driftwatch.monitoring.compare import ComparisonVerdict
from driftwatch.observation import ModelIdentity
from driftwatch.report.page import report_page
from driftwatch.report.story import Story
from driftwatch.storage.rollups import Span
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.trend_query import TrendQuestion

ALARM: Final = 3
"""Exit status: everything was seen, and an alarm was raised or the current footage is worse."""
UNCLEAR: Final = 4
"""Exit status: the two sets of footage differ too little, or vary too much, to decide."""
VERDICT_FILE: Final = "verdict.json"
_HOURS: Final = 24.0 * 365
_STATUS: Final = {ComparisonVerdict.NOT_WORSE: 0, ComparisonVerdict.WORSE: ALARM, ComparisonVerdict.UNCLEAR: UNCLEAR}


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay gives."""

    status: int
    """Of the process."""
    headline: str
    """The verdict in a word or two."""
    cause: str
    """In a sentence, also where there is no alarm."""
    tables: tuple[Table, ...]
    files: Mapping[str, str]
    """Name -> content."""


def replay_report(
    runner: ModelRunner, settings: WatchSettings, paths: Sequence[Path], timing: Timing, step: Callable[[], None]
) -> Report:
    """Footage through the detectors: every alert that was raised on the way counts, also one that was cleared."""
    engine = ReplayEngine(runner, settings, timing, folder=None)
    try:
        engine.run(paths, step)

        def ask(command: str, **arguments: Any) -> dict[str, Any]:
            return run_stream_command(engine.watch, {"command": command, **arguments}, engine.now)

        window = ask("statistics", hours=_HOURS)["rows"][0]
        labels = ask("statistics", hours=_HOURS, by="label")["rows"]
        events = ask("alerts", hours=_HOURS)
        exports = {
            name: ask("export", table=name, hours=_HOURS, limit=10_000)["text"] for name in ("frames", "minutes")
        }
        page = report_page(_story(engine, timing.start, settings))
    finally:
        engine.close()
    raised = events["events"]
    nothing = "nothing was raised; without days of footage to learn from, use --reference and --current"
    cause = "; ".join(event["cause"] for event in raised) or nothing
    verdict = {"alarm": bool(raised), "cause": cause, "model": asdict(runner.identity), **window, "labels": labels}
    files = {
        VERDICT_FILE: _json(verdict),
        "events.jsonl": "".join(json.dumps(event) + "\n" for event in raised),
        **{f"{name}.csv": text for name, text in exports.items()},
        "report.html": page,
    }
    status, headline = (ALARM, "ALARM") if raised else (0, "No alarm")
    return Report(status, headline, cause, (column("All footage", window), table("Labels", labels)), files)


def _story(engine: ReplayEngine, start: float, settings: WatchSettings) -> Story:
    """The footage from its beginning to its end, on its own clock."""
    stream, now = seen_stream(engine.watch, ""), engine.now
    span = Span(int(start), max(int(now.wall), int(start) + 1))
    trend = stream.trend(TrendQuestion(stream.stream, span, labels=40), now)
    return Story("replay", trend, now.wall, zone=settings.reference.zone())


def comparison_report(reference: MeasuredFootage, current: MeasuredFootage, model: ModelIdentity) -> Report:
    """Two sets of footage side by side."""
    comparison = compare_footage(reference, current)
    record = comparison_record(comparison)
    verdict = comparison.verdict
    headline = "WORSE" if verdict is ComparisonVerdict.WORSE else verdict.value.capitalize()
    files = {VERDICT_FILE: _json({**record, "model": asdict(model)})}
    return Report(_STATUS[verdict], headline, record["cause"], (comparison_table(comparison),), files)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"
