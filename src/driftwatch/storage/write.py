"""Writes batches inside a transaction that its caller opened."""

import sqlite3
from collections.abc import Sequence

from driftwatch.storage.feed_table import put_feed
from driftwatch.storage.fresh_log import put_aside
from driftwatch.storage.interning import InternedNames
from driftwatch.storage.records import Batch
from driftwatch.storage.statistics_rows import add_rows, statistics_rows
from driftwatch.storage.tables import add_reference, put_day, put_event, put_review, put_state


def write_batch(connection: sqlite3.Connection, names: InternedNames, batch: Batch) -> None:
    """Everything to its table."""
    add_rows(connection, statistics_rows(names, (batch,)))
    _conclude(connection, names, batch)


def put_aside_batches(connection: sqlite3.Connection, batches: Sequence[Batch]) -> int:
    """As `write_batch`, but minutes and samples wait to be added up; gives how many parts of them wait now, or 0."""
    names = InternedNames(connection)
    rows = statistics_rows(names, batches)
    for batch in batches:
        _conclude(connection, names, batch)
    return put_aside(connection, rows) if rows else 0


def _conclude(connection: sqlite3.Connection, names: InternedNames, batch: Batch) -> None:
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
