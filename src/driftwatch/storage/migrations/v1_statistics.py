"""Version 1: what the model says and what was concluded from it.

Streams, models and labels are written once and referred to by number: a minute of a label then takes some 60 bytes.
Times are UTC and count from 1970 in minutes, hours, milliseconds (`*_ms`) or else in seconds.
What the sums mean and their units: monitoring/rollup.py.
"""

_LABEL_COUNTS = """
    stream INTEGER NOT NULL,
    model INTEGER NOT NULL,
    label INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    detections INTEGER NOT NULL,
    low_confidence INTEGER NOT NULL,
    confidence_sum INTEGER NOT NULL,
    square_sum INTEGER NOT NULL,
    histogram BLOB NOT NULL
"""

SQL = f"""
CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    camera TEXT NOT NULL,
    UNIQUE (service, camera)
);
CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);
CREATE TABLE roll (
    minute INTEGER NOT NULL, {_LABEL_COUNTS},
    PRIMARY KEY (minute, stream, model, label)
) WITHOUT ROWID;
CREATE TABLE roll_hour (
    hour INTEGER NOT NULL, {_LABEL_COUNTS},
    PRIMARY KEY (hour, stream, model, label)
) WITHOUT ROWID;
CREATE TABLE frame_stats (
    minute INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    model INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    empty_frames INTEGER NOT NULL,
    low_confidence_frames INTEGER NOT NULL,
    failed_frames INTEGER NOT NULL,
    frozen_frames INTEGER NOT NULL,
    covered_ms INTEGER NOT NULL,
    image_frames INTEGER NOT NULL,
    brightness_sum INTEGER NOT NULL,
    contrast_sum INTEGER NOT NULL,
    sharpness_sum INTEGER NOT NULL,
    classified_frames INTEGER NOT NULL,
    margin_sum INTEGER NOT NULL,
    entropy_sum INTEGER NOT NULL,
    PRIMARY KEY (minute, stream, model)
) WITHOUT ROWID;
CREATE TABLE sample (
    second INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    model INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (second, stream)
) WITHOUT ROWID;
CREATE TABLE review (
    at_ms INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    frame_id TEXT NOT NULL,
    model INTEGER NOT NULL,
    inclusion_probability REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (at_ms, stream, frame_id)
) WITHOUT ROWID;
CREATE TABLE reference (
    started INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    model INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (started, stream, model)
) WITHOUT ROWID;
CREATE TABLE detector_state (
    stream INTEGER NOT NULL,
    model INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (stream, model)
) WITHOUT ROWID;
CREATE TABLE event (
    raised_ms INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    cause TEXT NOT NULL,
    model INTEGER NOT NULL,
    cleared_ms INTEGER,
    body TEXT NOT NULL,
    PRIMARY KEY (raised_ms, stream, cause)
) WITHOUT ROWID
"""
