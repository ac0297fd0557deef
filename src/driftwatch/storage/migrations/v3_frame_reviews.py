"""Version 3: people's reviews of whole frames, with all that an estimate must know of them.

The table `review` of version 1 held verdicts that knew no design; nothing of the module ever wrote one, and it goes.
"""

SQL = """
DROP TABLE review;
CREATE TABLE frame_review (
    id TEXT NOT NULL PRIMARY KEY,
    stream INTEGER NOT NULL,
    model INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    done_ms INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX frame_review_at ON frame_review (stream, at_ms)
"""
