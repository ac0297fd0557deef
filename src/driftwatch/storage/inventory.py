"""What a state folder holds, by vision service and camera, whoever it once belonged to."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.records import StreamKey
from driftwatch.storage.state_dir import WAITING, as_folder

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Known:
    """What the file knows of one stream. first, last: seconds since 1970, 0 where no minute is kept. days: learned."""

    minutes: int
    first: int
    last: int
    days: int


def streams_of(connection: sqlite3.Connection) -> dict[StreamKey, Known]:
    """Every stream of the file that something is kept of."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    days = _of("day") if version >= _DAYS_SINCE else "0"
    reviews = _of("frame_review" if version >= _REVIEWS_SINCE else "review")
    rows = connection.execute(_STREAMS.format(days=days, reviews=reviews))
    return {
        StreamKey(service, camera): Known(minutes, (first or 0) * _MINUTE, (last or 0) * _MINUTE, days)
        for service, camera, minutes, first, last, days, others in rows
        if minutes or days or others
    }


def streams_in(folder: Path) -> dict[StreamKey, Known]:
    """As `streams_of`, of a folder that nobody uses; empty where there is no file, or none that can be read."""
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return streams_of(connection)
    except sqlite3.Error:
        return {}


def frames_in(folder: Path, within: str, services: Mapping[str, object]) -> dict[str, int]:
    """How many frames wait in `folder` for each vision service, for services with at least one.

    within: HARD_FRAMES, or REVIEWS for those that reviewers are to see. services: names that may stand behind a
    folder's name, where that is not the name itself.
    """
    names = {as_folder(name): name for name in services}
    found: dict[str, int] = {}
    try:
        folders = sorted(one for one in (folder / within).iterdir() if one.is_dir())
    except OSError:
        return {}
    for one in folders:
        count = len(list((one / WAITING[within]).glob("*.json")))
        if count:
            found[names.get(one.name, one.name)] = count
    return found


def _of(table: str) -> str:
    return f"(SELECT count(*) FROM {table} WHERE stream = stream.id)"  # noqa: S608


_DAYS_SINCE, _REVIEWS_SINCE = 2, 3  # versions of the schema
_STREAMS = """
    SELECT service, camera,
        (SELECT count(DISTINCT minute) FROM frame_stats WHERE stream = stream.id),
        (SELECT min(minute) FROM frame_stats WHERE stream = stream.id),
        (SELECT max(minute) FROM frame_stats WHERE stream = stream.id),
        {days},
        (SELECT count(*) FROM reference WHERE stream = stream.id)
            + (SELECT count(*) FROM detector_state WHERE stream = stream.id)
            + (SELECT count(*) FROM event WHERE stream = stream.id)
            + {reviews}
            + (SELECT count(*) FROM sample WHERE stream = stream.id)
            + (SELECT count(*) FROM roll_hour WHERE stream = stream.id)
    FROM stream ORDER BY service, camera
"""
