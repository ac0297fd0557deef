"""Version 6: minutes that are on disk, and wait to be added to their tables many at once; see storage/fresh_log.py."""

SQL = """
CREATE TABLE fresh (
    id INTEGER PRIMARY KEY,
    turn INTEGER NOT NULL,
    size INTEGER NOT NULL,
    body BLOB NOT NULL
);
INSERT INTO fresh (id, turn, size, body) VALUES (0, 0, 0, x'')
"""
