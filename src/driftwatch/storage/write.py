"""Writes a batch inside a transaction that its caller opened."""

import sqlite3

from driftwatch.storage.feed_table import put_feed
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch
from driftwatch.storage.rollups import add_minute
from driftwatch.storage.samples import add_sample
from driftwatch.storage.tables import add_reference, put_day, put_event, put_review, put_state


def write_batch(connection: sqlite3.Connection, names: InternedNames, batch: Batch) -> None:
    for minute in batch.minutes:
        add_minute(connection, names, minute)
    for sample in batch.samples:
        add_sample(connection, names, sample)
    for review in batch.reviews:
        put_review(connection, names, review)
    for reference in batch.references:
        add_reference(connection, names, reference)
    for day in batch.days:
        put_day(connection, names, day)
    for state in batch.states:
        put_state(connection, names, state)
    for event in batch.events:
        put_event(connection, names, event)
    for feed in batch.feeds:
        put_feed(connection, names, feed)
