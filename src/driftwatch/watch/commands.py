"""DoCommand for statistics, alerts and references: one table of commands, which the documentation prints."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Generic, TypeVar

from driftwatch.config.arguments import arguments_of
from driftwatch.config.constraints import Length, Range
from driftwatch.errors import ConfigError
from driftwatch.monitoring.reference import Reference
from driftwatch.observation import Moment
from driftwatch.storage.conclusions import read_events, read_references
from driftwatch.storage.records import EventRecord
from driftwatch.storage.rolls import SECONDS_AN_HOUR, Span
from driftwatch.storage.store import Store
from driftwatch.watch.decisions import Decision, is_decision, read_decision
from driftwatch.watch.export import ExportQuestion, Format, Table, export
from driftwatch.watch.figures import FiguresQuestion, Grouping, read_figures, utc_text
from driftwatch.watch.memory import open_reference
from driftwatch.watch.shadow.book import ShadowBook
from driftwatch.watch.shadow.command import ShadowArguments, tell_shadow
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.vision_watch import VisionWatch

A = TypeVar("A")
Answer = dict[str, Any]
_Hours = Annotated[float, Range(0.01, 24 * 365 * 2)]


@dataclass(frozen=True, slots=True)
class StatisticsArguments:
    """camera_name: needed only where the service sees several. hours: up to now. model: key, "" for all together."""

    camera_name: str = ""
    hours: _Hours = 24.0
    by: Grouping = "window"
    model: str = ""


@dataclass(frozen=True, slots=True)
class AlertsArguments:
    camera_name: str = ""
    hours: _Hours = 24.0 * 30


@dataclass(frozen=True, slots=True)
class DecisionArguments:
    """by: who decides, as they call themselves. note: why. Both are kept with the decision."""

    camera_name: str = ""
    by: Annotated[str, Length(0, 100)] = ""
    note: Annotated[str, Length(0, 1000)] = ""


@dataclass(frozen=True, slots=True)
class DismissArguments:
    """alert: name of the alert to end, "" for all that are active."""

    camera_name: str = ""
    alert: Annotated[str, Length(0, 100)] = ""
    by: Annotated[str, Length(0, 100)] = ""
    note: Annotated[str, Length(0, 1000)] = ""


@dataclass(frozen=True, slots=True)
class StreamArguments:
    camera_name: str = ""


@dataclass(frozen=True, slots=True)
class ExportArguments:
    """start: seconds since 1970, in place of `hours`; an answer's `next_start` is the `start` of the next call."""

    camera_name: str = ""
    table: Table = "minutes"
    format: Format = "csv"
    hours: _Hours = 24.0
    start: Annotated[int, Range(0)] | None = None
    limit: Annotated[int, Range(1, 10_000)] = 2000


@dataclass(frozen=True, slots=True)
class Context:
    """What a command works on."""

    stream: StreamWatch
    store: Store
    shadow: ShadowBook
    now: Moment


@dataclass(frozen=True, slots=True)
class Command(Generic[A]):
    """name: as in {"command": NAME, ...}. arguments: the other keys are its fields. summary: for the documentation."""

    name: str
    arguments: type[A]
    summary: str
    run: Callable[[Context, A], Answer]


def run_command(watch: VisionWatch, command: Mapping[str, Any], now: Moment, also: Sequence[str] = ()) -> Answer:
    """Runs {"command": NAME, ...arguments}; the answer is plain JSON: no bytes, no NaN, whole numbers below 2^53.

    also: commands that the caller answers itself, for the list. May read the file for up to five seconds: call it in
    a worker thread, never on the event loop.
    Raises ConfigError for an unknown command (with the list of those there are) and for wrong arguments,
    StoreError where the file cannot be read.
    """
    known = {entry.name: entry for entry in COMMANDS}
    names = ", ".join((*known, *also))
    entry = known.get(str(command.get("command")))
    if entry is None:
        raise ConfigError([f"command: must be one of {names}, got {json.dumps(command.get('command'))}"])
    arguments = arguments_of(command, entry.arguments)
    stream = watch.stream(arguments.camera_name)
    if stream is None or watch.store is None:
        raise ConfigError([f'camera_name: "{watch.service}" has seen no frame of "{arguments.camera_name}" yet'])
    return entry.run(Context(stream, watch.store, watch.shadow, now), arguments)


def _statistics(context: Context, arguments: StatisticsArguments) -> Answer:
    span = _last(arguments.hours, context.now)
    question = FiguresQuestion(context.stream.stream, span, arguments.by, arguments.model)
    rows = context.store.ask(lambda connection: read_figures(connection, question))
    return {**_head(context, span), "by": arguments.by, "rows": rows}


def _alerts(context: Context, arguments: AlertsArguments) -> Answer:
    span = _last(arguments.hours, context.now)
    key = context.stream.stream
    events = context.store.ask(lambda connection: read_events(connection, key, span))
    condition = context.stream.snapshot.verdict.condition
    return {
        **_head(context, span),
        "state": condition.state,
        "learning": condition.progress.text,
        "standing": [_alert(asdict(alert)) for alert in condition.alerts],
        "events": [_event(event) for event in events if not is_decision(event)],
        "decisions": [_decision(event) for event in events if is_decision(event)],
    }


def _references(context: Context, _: StreamArguments) -> Answer:
    key = context.stream.stream
    records = context.store.ask(lambda connection: list(read_references(connection, key)))
    opened = [(record, open_reference(record)) for record in records]
    condition = context.stream.snapshot.verdict.condition
    present = condition.reference
    rows = [
        {"model_name": record.model.name, **_reference(reference), "in_use": reference == present}
        for record, reference in opened
        if reference is not None
    ]
    return {
        "camera_name": key.camera,
        "learned_days": condition.progress.days,
        "learning": condition.progress.text,
        "references": rows,
    }


def _restart_reference(context: Context, arguments: DecisionArguments) -> Answer:
    return {
        **_decide(context, Decision("restart_reference", arguments.by, arguments.note)),
        **_at(context, "restarted"),
    }


def _accept(context: Context, arguments: DecisionArguments) -> Answer:
    if not context.stream.snapshot.verdict.drift:
        raise ConfigError(["accept: no alarm is active, so there is nothing to accept as usual"])
    return {**_decide(context, Decision("accept", arguments.by, arguments.note)), **_at(context, "accepted")}


def _dismiss(context: Context, arguments: DismissArguments) -> Answer:
    active = [alert.name for alert in context.stream.snapshot.verdict.condition.alerts]
    if not active or arguments.alert not in ("", *active):
        names = ", ".join(active) or "none"
        raise ConfigError(
            [f'alert: must be one of the active alerts ({names}) or "", got {json.dumps(arguments.alert)}']
        )
    decision = Decision("dismiss", arguments.by, arguments.note, arguments.alert)
    return {**_decide(context, decision), **_at(context, "dismissed")}


def _decide(context: Context, decision: Decision) -> Answer:
    before = [alert.name for alert in context.stream.snapshot.verdict.condition.alerts]
    context.stream.decide(decision, context.now)
    context.store.commit_soon(context.now)
    after = [alert.name for alert in context.stream.snapshot.verdict.condition.alerts]
    ended = [name for name in before if name not in after]
    return {"camera_name": context.stream.stream.camera, "by": decision.by, "ended_alerts": ended}


def _at(context: Context, what: str) -> Answer:
    return {what: utc_text(context.now.wall)}


def _decision(event: EventRecord) -> Answer:
    decision = read_decision(event)
    return {**decision, "at": utc_text(decision["at"])}


def _export(context: Context, arguments: ExportArguments) -> Answer:
    span = _last(arguments.hours, context.now)
    if arguments.start is not None:
        span = Span(arguments.start, span.end)
    key = context.stream.stream
    question = ExportQuestion(key, span, arguments.table, arguments.format, arguments.limit)
    page = context.store.ask(lambda connection: export(connection, question))
    following = {} if page.next_start is None else {"next_start": page.next_start}
    return {**_head(context, span), "format": arguments.format, "rows": page.rows, "text": page.text, **following}


def _shadow(context: Context, arguments: ShadowArguments) -> Answer:
    return tell_shadow(context.shadow, context.stream.stream.camera, arguments.reset)


def _last(hours: float, now: Moment) -> Span:
    return Span(int(now.wall - hours * SECONDS_AN_HOUR), int(now.wall) + 1)


def _head(context: Context, span: Span) -> Answer:
    camera = context.stream.stream.camera
    return {"camera_name": camera, "start": utc_text(span.start), "end": utc_text(span.end)}


def _event(event: EventRecord) -> Answer:
    cleared = {} if event.cleared_ms is None else {"cleared": utc_text(event.cleared_ms / 1000)}
    try:
        alert = _alert(json.loads(event.body))
    except (ValueError, KeyError):  # saved out of a damaged file
        alert = {"name": event.cause, "raised": utc_text(event.raised_ms / 1000)}
    return {**alert, **cleared, "model": event.model.key}


def _alert(alert: Answer) -> Answer:
    """With its times as text, and without what is not known."""
    times = {name: utc_text(alert[name]) for name in ("since", "raised")}
    return {name: value for name, value in {**alert, **times}.items() if value is not None}


def _reference(reference: Reference) -> Answer:
    drop = reference.smallest_detectable_drop
    return {
        "model": reference.model,
        "started": utc_text(reference.started),
        "ended": utc_text(reference.ended),
        "days": reference.days,
        "mean_confidence": round(reference.mean_confidence, 5),
        "low_confidence_rate": round(reference.low_confidence_rate, 5),
        **({} if drop is None else {"smallest_detectable_drop": round(drop, 5)}),
        "labels": {name: asdict(label) for name, label in reference.labels.items()},
    }


COMMANDS: tuple[Command[Any], ...] = (
    Command(
        "statistics",
        StatisticsArguments,
        "counts, mean confidence and low-confidence rate of the last hours",
        _statistics,
    ),
    Command("alerts", AlertsArguments, "alerts that stand, and those of the last hours", _alerts),
    Command("references", StreamArguments, "what was learned of this stream, for each model version", _references),
    Command("accept", DecisionArguments, "what the active alarms show is usual from now on", _accept),
    Command("dismiss", DismissArguments, "ends active alerts; what led to them is not looked at again", _dismiss),
    Command(
        "restart_reference",
        DecisionArguments,
        "learns again what is usual, keeping the old figures",
        _restart_reference,
    ),
    Command("export", ExportArguments, "rows of the store as CSV or JSON lines", _export),
    Command("shadow", ShadowArguments, "how a candidate compares with the live model", _shadow),
)
"""Every command of the vision service and the drift sensor that this room answers."""
