"""Version 6: minutes that are on disk, and wait to be added to their tables many at once; see storage/fresh_log.py.

The first parts are there from the beginning, so that each minute of the first hour has a page to be written over.
"""

SQL = """
CREATE TABLE fresh (
    id INTEGER PRIMARY KEY,
    turn INTEGER NOT NULL,
    size INTEGER NOT NULL,
    body BLOB NOT NULL
);
INSERT INTO fresh (id, turn, size, body) VALUES (0, 0, 0, x'');
INSERT INTO fresh (id, turn, size, body)
    WITH RECURSIVE part (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM part WHERE number < 40)
    SELECT number, -1, 0, zeroblob(960) FROM part
"""
