"""Everything that a step of the loop works with, and the one way in which it changes a machine's config."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.ports import AppError, FleetApp, FleetReports, MachineReport, PartConfig
from driftwatch.cloud.settings import LoopSettings
from driftwatch.cloud.training_port import TrainingService


@dataclass(frozen=True, slots=True)
class LoopContext:
    """now: seconds since 1970. say: takes a line of progress."""

    settings: LoopSettings
    app: FleetApp
    reports: FleetReports
    journal: LoopJournal
    now: Callable[[], float]
    say: Callable[[str], None]
    training: TrainingService | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """purpose: "canary", "end canary", "rollout" or "rollback". before, after: the pinned versions, in words."""

    purpose: str
    before: str
    after: str


async def make(context: LoopContext, part: PartConfig, config: dict[str, Any], change: Change) -> None:
    """Writes the journal, calls, writes the journal. Raises AppError, after which the journal says what is known."""
    content = {"purpose": change.purpose, "part": part.part, "from": change.before, "to": change.after}
    context.journal.write("before", context.now(), content)
    try:
        await context.app.update_part(part, config)
    except AppError as error:
        outcome = "unknown" if error.in_doubt else "refused"
        context.journal.write("after", context.now(), {**content, "outcome": outcome, "why": str(error)})
        raise
    context.journal.write("after", context.now(), {**content, "outcome": "done"})
    context.say(f"{part.name}: {change.purpose}, {change.before or 'none'} -> {change.after or 'none'}")


def last_outcome(journal: LoopJournal, part: str, purpose: str) -> str:
    """Of the last such change of a machine: "done", "refused", "unknown" (a kill counts as that); "" without one."""
    last = ""
    for entry in journal.entries:
        if (entry.content.get("part"), entry.content.get("purpose")) == (part, purpose):
            last = "unknown" if entry.kind == "before" else str(entry.content.get("outcome", last))
    return last


def first_at(journal: LoopJournal, part: str, purpose: str) -> float | None:
    """When the first such change of a machine was meant; None where there was none."""
    entries = journal.of("before")
    return next((e.at for e in entries if (e.content["part"], e.content["purpose"]) == (part, purpose)), None)


def version_in(report: MachineReport, key: str = "model_version") -> str:
    """As viam-server names folders, a version's dots may come back as underscores."""
    return str(report.readings.get(key, "")).replace("_", ".")


def same_version(one: str, other: str) -> bool:
    return one.replace("_", ".") == other.replace("_", ".")
