"""DoCommand `alerts`: what is wrong now, what was, and what people decided about it."""

import json
from dataclasses import asdict, dataclass

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.commands.recorded import Hours, alert_json, head, last
from driftwatch.storage.records import EventRecord
from driftwatch.storage.tables import read_events
from driftwatch.watch.decisions import is_decision, read_decision
from driftwatch.watch.statistics_query import utc_text


@dataclass(frozen=True, slots=True)
class AlertsArguments:
    """How far to look back."""

    camera_name: str = ""
    """Needed only where the service sees several."""
    hours: Hours = 24.0 * 30


def alerts(context: StreamContext, arguments: AlertsArguments) -> Answer:
    """Active alerts, and events and decisions of the last hours."""
    span = last(arguments.hours, context.now)
    key = context.stream.stream
    events = context.store.ask(lambda connection: read_events(connection, key, span))
    condition = context.stream.snapshot.monitor.condition
    return {
        **head(context, span),
        "state": condition.state,
        "learning": condition.progress.text,
        "standing": [alert_json(asdict(alert)) for alert in condition.alerts],
        "events": [_event(event) for event in events if not is_decision(event)],
        "decisions": [_decision(event) for event in events if is_decision(event)],
    }


def _event(event: EventRecord) -> Answer:
    cleared = {} if event.cleared_ms is None else {"cleared": utc_text(event.cleared_ms / 1000)}
    try:
        alert = alert_json(json.loads(event.body))
    except (ValueError, KeyError):  # saved out of a damaged file
        alert = {"name": event.cause, "raised": utc_text(event.raised_ms / 1000)}
    return {**alert, **cleared, "model": event.model.key}


def _decision(event: EventRecord) -> Answer:
    decision = read_decision(event)
    return {**decision, "at": utc_text(decision["at"])}


ALERTS = StreamCommand(
    name="alerts",
    arguments=AlertsArguments,
    summary="`state`, what is being learned (`learning`), the active alerts (`standing`) with cause, reason and next "
    "step, those of the last hours (`events`), and what people decided (`decisions`).",
    example={"hours": 24},
    run=alerts,
)
