"""What the commands by which people decide about alerts have in common."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from driftwatch.commands.command import Answer
from driftwatch.commands.context import StreamContext
from driftwatch.config.constraints import Length
from driftwatch.watch.decisions import OwnerDecision
from driftwatch.watch.statistics_query import utc_text

Name: TypeAlias = Annotated[str, Length(0, 100)]
Note: TypeAlias = Annotated[str, Length(0, 1000)]


@dataclass(frozen=True, slots=True)
class DecisionArguments:
    """Who decides and why; both are kept with the decision."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    by: Name = ""
    """Who decides, as they call themselves."""
    note: Note = ""
    """Why."""


def active_alerts(context: StreamContext) -> list[str]:
    """Their names."""
    return [alert.name for alert in context.stream.snapshot.monitor.condition.alerts]


def decide(context: StreamContext, decision: OwnerDecision, done: str) -> Answer:
    """Carries the decision out and has it written; which alerts it ended. done: key of the time at which."""
    before = active_alerts(context)
    context.stream.decide(decision, context.now)
    context.store.commit_soon(context.now)
    after = active_alerts(context)
    return {
        "camera_name": context.stream.stream.camera,
        "by": decision.by,
        "ended_alerts": [name for name in before if name not in after],
        done: utc_text(context.now.wall),
    }
