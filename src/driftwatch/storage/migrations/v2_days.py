"""Version 2: objects that come into view and flash, and the days that what is usual is learned from.

Minutes of version 1 have 0 of such objects. A day without a row is made again from its minutes where they are still
there, so a stream that was learned under version 1 goes on.
"""

_NEW_COUNTS = "\n".join(
    f"ALTER TABLE {table} ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0;"
    for table in ("roll", "roll_hour")
    for column in ("begun", "fleeting")
)

SQL = f"""
{_NEW_COUNTS}
CREATE TABLE day (
    number INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    model INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (number, stream, model)
) WITHOUT ROWID
"""
