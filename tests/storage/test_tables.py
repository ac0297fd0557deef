from dataclasses import replace

from driftwatch.observation import ModelIdentity
from driftwatch.storage.records import Batch, EventRecord, ReferenceRecord, ReviewRecord, StateRecord, StreamKey
from driftwatch.storage.rollups import Span
from driftwatch.storage.tables import read_events, read_references, read_reviews, read_state
from tests.storage.records import MODEL, START, STREAM, event, stored

NEWER = ModelIdentity("faces", "2", "cd" * 32)
OTHER = StreamKey("vision", "other")
EVER = Span(0, START * 2)
REVIEW = ReviewRecord("r1", STREAM, MODEL, START * 1000, START * 1000 + 5, 1, '{"boxes": []}')


def test_references_of_every_model_are_kept_oldest_first_and_a_longer_one_replaces_itself() -> None:
    records = (
        ReferenceRecord(STREAM, NEWER, START + 60, b"new"),
        ReferenceRecord(STREAM, MODEL, START, b"seven days"),
        ReferenceRecord(STREAM, MODEL, START, b"fourteen days"),
        ReferenceRecord(OTHER, MODEL, START, b"elsewhere"),
    )
    connection = stored(Batch(references=records))
    assert list(read_references(connection, STREAM)) == [records[2], records[0]]


def test_the_latest_state_of_a_model_replaces_the_one_before() -> None:
    first, second = StateRecord(STREAM, MODEL, 1, b"a"), StateRecord(STREAM, MODEL, 2, b"b")
    connection = stored(Batch(states=(first,)), Batch(states=(second, StateRecord(STREAM, NEWER, 9, b"c"))))
    assert read_state(connection, STREAM, MODEL) == second
    assert read_state(connection, OTHER, MODEL) is None


def test_an_event_that_ends_is_still_one_event() -> None:
    raised = event(START * 1000)
    over = EventRecord(STREAM, MODEL, raised.cause, raised.raised_ms, START * 1000 + 5, raised.body)
    connection = stored(Batch(events=(raised,)), Batch(events=(over, event(START * 1000, "label_mix"))))
    assert {e.cause: e for e in read_events(connection, STREAM, EVER)}[raised.cause] == over
    assert len(read_events(connection, STREAM, EVER)) == 2
    assert read_events(connection, STREAM, Span(START + 1, START * 2)) == []


def test_a_second_verdict_of_the_same_id_replaces_the_first() -> None:
    again = replace(REVIEW, done_ms=REVIEW.done_ms + 1, body='{"boxes": [1]}')
    other = replace(REVIEW, id="r0", stream=StreamKey(STREAM.service, "other"))
    elsewhere = replace(REVIEW, id="r2", stream=StreamKey("other", STREAM.camera))
    connection = stored(Batch(reviews=(REVIEW, elsewhere)), Batch(reviews=(again, other)))
    assert read_reviews(connection, STREAM.service) == [other, again]
