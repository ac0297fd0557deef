"""Version 4: windows for the data manager that were not given away, so that a restart loses none and doubles none."""

SQL = """
CREATE TABLE feed (
    stream INTEGER NOT NULL,
    sensor TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (stream, sensor)
) WITHOUT ROWID
"""
