"""Does the model find fewer or more things than usual at this time of this kind of day?"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.detectors.bearing_out import CountedSeries, borne_out, objects_borne_out
from driftwatch.monitoring.detectors.counting import MiscountDetector, in_words
from driftwatch.monitoring.detectors.detector import Finding
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.came import that_came
from driftwatch.monitoring.usual.count_rows import count_rows
from driftwatch.monitoring.usual.count_scan import GROSS, HALF, Caution, CountShift
from driftwatch.monitoring.usual.counts import CountUsual
from driftwatch.monitoring.usual.kinds import FEW_DAYS_OFF, FEWEST_DAYS, WORKING
from driftwatch.monitoring.usual.other_kind import ALL, began_overnight, comes_as_on, looks_like, may_be_closed
from driftwatch.monitoring.usual.recent import RecentHours, recent_hours
from driftwatch.monitoring.usual.usual import DETECTIONS, Usual

Floats = NDArray[np.float64]

_DETECTIONS, _EVEN, _OBJECTS = "", "even", "objects"
_WHAT = {
    _DETECTIONS: "all labels",
    _EVEN: "all labels, each weighed by how steady it is",
    _OBJECTS: "objects that came into view",
}
_MAIN_LABELS = 5
_FEWEST_DAYS_OF_LABEL = 3
_CAUTION = Caution(shortest=4, share=0.3, more=False, long=12, most=0.8, below=HALF)


class DetectionRate(MiscountDetector):
    """Counts of windows from an hour to three days against the same hours of such days, every hour.

    A working day that looks like a Sunday from its beginning is not an alert on its first day: holidays are like that.
    """

    name = "detection_rate"
    learned = True

    def update(self, situation: Situation, /) -> float:
        usual = situation.usual
        if usual is None or not situation.hour_ended:
            return self._alert.score
        length = self._hours(situation)
        if not length:
            return self._alert.score
        recent = recent_hours(situation.history, usual, usual.judged, situation.hour, length)
        ways = _ways_of_counting(usual, recent)
        if self._alert.active and self._alert.found is not None:
            series = self._alert.found.series
            counted = ways.get(series, ways[_DETECTIONS])
            self._alert.look_for_the_end(situation, counted.usual, counted.rows, (series,))
        else:
            shifts: list[CountShift] = []
            names = list(ways)
            for place, name in enumerate(names):
                shifts += [replace(shift, series=place) for shift in _shifts(ways, name, usual.lingering[:1])]
            shifts.sort(key=lambda shift: -shift.score)
            due = [shift for shift in shifts if counts_now(situation, usual, shift)]
            if due and due[0].score > 1 and names[due[0].series] == _EVEN and _some_label_is_off(situation, usual):
                due = [shift for shift in due if names[shift.series] != _EVEN]
            self._alert.take(situation, due, names)
            self._alert.skip_closed_day(situation, usual, shifts)
        return self._alert.score

    def explain(self) -> Finding:
        assert self._alert.found is not None
        found = self._alert.found
        verb = "fewer" if found.ratio < 1 else "more"
        counted = "objects" if found.series == _OBJECTS else "detections"
        cause = f"{verb} {counted} than usual; " + in_words(found, _WHAT.get(found.series, found.series))
        return Finding(cause, found.since, found.ratio - 1)


def _ways_of_counting(usual: Usual, recent: RecentHours) -> dict[str, CountedSeries]:
    """All detections, all labels by how steady they are, and objects: by the names that alerts keep them by."""

    def counted(counts: CountUsual, values: Floats) -> CountedSeries:
        return CountedSeries(counts, count_rows(counts, values, recent.frames, recent.frames, recent, len(usual.days)))

    ways = {_DETECTIONS: counted(usual.counts.of_all(), recent.detections[:, None])}
    if usual.even is not None:
        came = that_came(recent.labels, usual.real_flashes[1:])
        ways[_EVEN] = counted(usual.even.counts, usual.even.of(recent.labels[..., DETECTIONS], came))
    if usual.arrivals is not None:
        ways[_OBJECTS] = counted(usual.arrivals.of_all(), recent.came[:, None])
    return ways


def _shifts(ways: dict[str, CountedSeries], name: str, lingering: NDArray[np.bool_]) -> list[CountShift]:
    if name == _OBJECTS:
        return objects_borne_out(ways[_OBJECTS], _CAUTION, lingering, by=ways[_DETECTIONS])
    return borne_out(ways[name], _CAUTION, lingering, by=ways.get(_OBJECTS))


def _some_label_is_off(situation: Situation, usual: Usual) -> bool:
    """Whether a label that counts much is missing since the day began, as on a day of another kind."""
    history, now = situation.history, situation.hour
    return any(
        looks_like(history, usual, now, label) is not None and began_overnight(history, usual, now, label)
        for label in range(min(len(usual.judged), _MAIN_LABELS))
    )


def counts_now(situation: Situation, usual: Usual, shift: CountShift, label: int = ALL) -> bool:
    """Whether a shift may be judged now.

    Only gross ones while few days are known, few of weekends that are days of their own, none by a single day of its
    kind, and none that today explains by being a day of another kind. label: its place among the judged ones.
    """
    gross = shift.ratio <= GROSS
    if not situation.judged and not gross:
        return False
    kind = usual.kinds.of((situation.hour - 1) // HOURS_A_DAY)
    known = usual.counts.days_of(kind)
    if kind != WORKING and known < FEW_DAYS_OFF and (label != ALL or not gross):
        return False
    if known < (FEWEST_DAYS if label == ALL else _FEWEST_DAYS_OF_LABEL):
        return False
    return shift.score <= 1 or not _other_day(situation, usual)


def _other_day(situation: Situation, usual: Usual) -> bool:
    """Whether today may be a holiday or a closed day; a second one in a row only if it comes clearly at such hours."""
    history, now = situation.history, situation.hour
    if may_be_closed(history, usual, now):
        # Whether it lasts longer than closed times do is for the detector of outages to say.
        return True
    before = history.day((now - 1) // HOURS_A_DAY - 1)
    other = looks_like(history, usual, now)
    if other is not None and before is not None and before.like == other:
        return comes_as_on(history, usual, now, other)
    return other is not None and began_overnight(history, usual, now)
