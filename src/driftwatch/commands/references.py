"""DoCommand `references`: what was learned of a stream while the model was good."""

from dataclasses import asdict, dataclass

from driftwatch.commands.command import Answer, StreamCommand
from driftwatch.commands.context import StreamContext
from driftwatch.monitoring.reference import Reference
from driftwatch.storage.tables import read_references
from driftwatch.watch.checkpoint import open_reference
from driftwatch.watch.statistics_query import utc_text


@dataclass(frozen=True, slots=True)
class ReferencesArguments:
    """Which stream."""

    camera_name: str = ""
    """Needed only where the service sees several."""


def references(context: StreamContext, _: ReferencesArguments) -> Answer:
    """One entry for each version of the model."""
    key = context.stream.stream
    records = context.store.ask(lambda connection: list(read_references(connection, key)))
    opened = [(record, open_reference(record)) for record in records]
    condition = context.stream.snapshot.monitor.condition
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
        "first_month": condition.first_month,
        "references": rows,
    }


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


REFERENCES = StreamCommand(
    name="references",
    arguments=ReferencesArguments,
    summary="What was learned of this stream, for each version of the model (`references`), from how many days so "
    "far (`learned_days`), and the days that slow changes are compared with (`first_month`).",
    example={"camera_name": "cam"},
    run=references,
)
