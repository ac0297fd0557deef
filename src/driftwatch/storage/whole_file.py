"""A statistics file that no store has open, as one who moves or deletes streams needs it."""

import sqlite3
from pathlib import Path

from driftwatch.storage.database import open_file, transaction
from driftwatch.storage.fresh_log import add_up
from driftwatch.storage.rollups import prepare


def open_whole(path: Path) -> sqlite3.Connection:
    """Of this schema version, with everything in its tables that a run which was killed had put aside.

    Raises as `open_file`.
    """
    connection = open_file(path).connection
    try:
        prepare(connection)
        with transaction(connection):
            add_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection
