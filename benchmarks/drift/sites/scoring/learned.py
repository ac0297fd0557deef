"""A monitor as it is after a restart on some day of a site: it knows the days before, and no minute of them is run."""

from array import array
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.counts import BINS
from benchmarks.drift.sites.days import DAY_S, MINUTES
from benchmarks.drift.sites.scoring.watcher import settings_of, zone_of
from benchmarks.drift.sites.stream import MODEL, SiteStream
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, IMAGE_UNITS, MINUTE
from driftwatch.monitoring.usual.day import BLOCK, BLOCKS, PICTURE, TOTALS, Day
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.other_kind import mark_kind
from driftwatch.monitoring.usual.usual import learn

_HOURS = 24
_OF_TOTALS = ("detections", "low", "units", "begun", "fleeting")
_OF_LABELS = ("detections", "low", "units", "begun", "fleeting")
_UNITS = _OF_TOTALS.index("units")


def restarted(stream: SiteStream, day: int, days: int = 35, holidays: bool = False) -> StreamMonitor:
    """Driftwatch's monitor, set as in `settings_of`, with up to `days` days before `day`, none of which had an alarm.

    Which of them were like days of another kind is judged by all of them, not each night by those before.
    """
    known = [learned_day(stream, number) for number in range(max(day - days, stream.first_day), day)]
    settings = settings_of(stream, holidays)
    known = [one for one in known if one.minutes and not settings.reference.week.holiday(one.number)]
    if known:
        history, usual = History((), MODEL.key), learn(known)
        for one in known:
            history.turn(one)
            mark_kind(history, usual)
    return StreamMonitor(stream.name, MODEL.key, settings, known)


def learned_day(stream: SiteStream, number: int) -> Day:
    """What the monitor keeps of day `number` of the stream."""
    begin = (number - stream.first_day) * MINUTES - _summer_minutes(stream, number)
    first, last = np.searchsorted(stream.row_minute, (begin, begin + MINUTES)).tolist()
    rows, minute, label = stream.rows[first:last], stream.row_minute[first:last] - begin, stream.row_label
    before = max(-begin, 0)  # minutes of the first day that the stream does not have

    def of_day(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.pad(values[begin + before : begin + MINUTES], (before, 0))

    frames = of_day(stream.truth.frames)
    on = np.flatnonzero(frames)
    midnight = stream.start_s + stream.first_day * DAY_S + begin * MINUTE
    day = Day(stream.local_day + number, MODEL.key, minutes=len(on))
    if len(on):
        day.first, day.last = (midnight + int(at) * MINUTE for at in (on[0], on[-1]))
    totals = np.zeros((BLOCKS, len(TOTALS)))
    totals[:, 0] = frames.reshape(BLOCKS, BLOCK).sum(axis=1)
    totals[:, 1:] = _summed(stream, slice(first, last), minute // BLOCK, BLOCKS, _OF_TOTALS)
    day.totals = array("d", totals.ravel())
    picture = np.zeros((_HOURS, len(PICTURE)))
    for column, name in enumerate(("frames", "brightness", "contrast", "sharpness")):
        values = of_day(getattr(stream.truth, name)).reshape(_HOURS, -1).sum(axis=1)
        picture[:, column] = values / (IMAGE_UNITS if column else 1)
    day.picture = array("d", picture.ravel())
    for row, name in enumerate(stream.labels):
        own = first + np.flatnonzero((label[first:last] == row) & (rows[:, 1] > 0))
        if len(own):
            hours = (stream.row_minute[own] - begin) * _HOURS // MINUTES
            day.labels[name] = array("d", _summed(stream, own, hours, _HOURS, _OF_LABELS).ravel())
    bins = slice(int(stream.pointer[first]), int(stream.pointer[last]))
    day.histogram = np.bincount(stream.bins[bins], stream.counts[bins], minlength=BINS).astype(np.int64)
    return day


def _summer_minutes(stream: SiteStream, number: int) -> int:
    """How far people's clocks are ahead of standard time at noon of a day."""
    noon = datetime.fromtimestamp(stream.start_s + number * DAY_S + DAY_S // 2, zone_of(stream))
    offset = noon.utcoffset() or timedelta()
    return round((offset - timedelta(hours=stream.zone_h)) / timedelta(minutes=1))


def _summed(
    stream: SiteStream, rows: slice | NDArray[np.int64], place: NDArray[np.int64], places: int, names: tuple[str, ...]
) -> NDArray[np.float64]:
    """(places, columns) sums of columns of rows; confidences in [0, 1] each."""
    sums = np.zeros((places, len(names)))
    for column, name in enumerate(names):
        sums[:, column] = np.bincount(place, stream.column(name)[rows], minlength=places)
    sums[:, _UNITS] /= CONFIDENCE_UNITS
    return sums
