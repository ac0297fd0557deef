"""A kept frame in the answers of `captured` and `dry_run`."""

from collections import Counter

from driftwatch.capture.kept import Record
from driftwatch.commands.command import Answer
from driftwatch.watch.statistics_query import utc_text


def record_json(record: Record) -> Answer:
    """A frame in words: when, of which camera, why, with which probability, and what is on it."""
    answer = record.answer
    classes = (answer.classifications or ())[:1]
    labels = Counter(one.label for one in (*(answer.detections or ()), *classes))
    return {
        "id": record.id,
        "time": utc_text(record.captured),
        "camera_name": record.camera,
        "reasons": {one.name: round(one.value, 4) for one in record.reasons},
        "charged_to": record.charged_to,
        "inclusion": round(record.inclusion, 6),
        "labels": dict(labels),
        "boxes": len(answer.detections or ()),
        "model": record.model.key,
        "tags": list(record.tags),
    }
