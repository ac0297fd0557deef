"""Version 5: feeds in parts that are written over where they lie: a feed changes each minute, and took four pages.

Rows of version 4 are whole in their one part.
"""

SQL = """
ALTER TABLE feed RENAME TO feed_before;
CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    sensor TEXT NOT NULL,
    part INTEGER NOT NULL DEFAULT 0,
    size INTEGER,
    body BLOB NOT NULL,
    UNIQUE (stream, sensor, part)
);
INSERT INTO feed (stream, sensor, body) SELECT stream, sensor, body FROM feed_before;
DROP TABLE feed_before
"""
