"""Small records to put into a store."""

import sqlite3

import numpy as np

from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.database import open_memory
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch, EventRecord, MinuteRecord, SampleRecord, StateRecord, StreamKey
from driftwatch.storage.rollups import prepare
from driftwatch.storage.write import write_batch

STREAM = StreamKey("vision", "cam")
MODEL = ModelIdentity("faces", "1", "ab" * 32)
START = 1_790_000_040  # a whole minute


def label_counts(*confidences: float) -> LabelCounts:
    units = [round(c * CONFIDENCE_UNITS) for c in confidences]
    low = sum(c < 0.6 for c in confidences)
    histogram = Histogram.of(np.array(confidences, np.float64))
    return LabelCounts(1, len(units), low, sum(units), sum(u * u for u in units), histogram)


def minute(start: int = START, model: ModelIdentity = MODEL, **labels: tuple[float, ...]) -> MinuteRecord:
    counts = {name: label_counts(*confidences) for name, confidences in labels.items()}
    return MinuteRecord(STREAM, model, RollUp(start, STREAM.camera, model.key, Totals(FrameCounts(frames=1), counts)))


def sample(at: float, *confidences: float, label: str = "face") -> SampleRecord:
    box = Box(0.25, 0.25, 0.5, 0.75)
    answer = Answer(Size(640, 480), tuple(Detection(box, label, c) for c in confidences))
    return SampleRecord(STREAM, Observation(STREAM.camera, Moment(at, 0.0), MODEL, answer, "0123456789abcdef" * 4))


def event(raised_ms: int, cause: str = "low_confidence_rate", cleared_ms: int | None = None) -> EventRecord:
    return EventRecord(STREAM, MODEL, cause, raised_ms, cleared_ms, '{"score": 1.5}')


def full_batch(start: int = START) -> Batch:
    return Batch(
        minutes=(minute(start, face=(0.9, 0.4), cup=(0.7,)),),
        samples=(sample(start + 1, 0.9),),
        states=(StateRecord(STREAM, MODEL, start // 60, b"state"),),
        events=(event(start * 1000),),
    )


def stored(*batches: Batch) -> sqlite3.Connection:
    """A store in memory that holds these."""
    connection = open_memory()
    prepare(connection)
    for batch in batches:
        write_batch(connection, InternedNames(connection), batch)
    return connection
