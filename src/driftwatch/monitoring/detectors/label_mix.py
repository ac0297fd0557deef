"""Does the model see other things than it used to see: a label that is gone, or one that takes the place of another?"""

from dataclasses import dataclass, replace

from driftwatch.monitoring.detectors.bearing_out import borne_out, of_lingering
from driftwatch.monitoring.detectors.counting import Miscount, MiscountDetector, in_words
from driftwatch.monitoring.detectors.detection_rate import counts_now
from driftwatch.monitoring.detectors.detector import Finding
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.count_rows import CountRows, count_rows
from driftwatch.monitoring.usual.count_scan import GONE, Caution, CountShift, scan_counts
from driftwatch.monitoring.usual.counts import CountUsual
from driftwatch.monitoring.usual.day import that_stay
from driftwatch.monitoring.usual.recent import RecentHours, recent_hours
from driftwatch.monitoring.usual.usual import DETECTIONS, Usual


@dataclass(frozen=True, slots=True)
class _Measure:
    """One way to count labels. prefix: before the label, in the names that alerts keep its series by."""

    prefix: str
    what: str
    caution: Caution

    def names(self, usual: Usual) -> list[str]:
        return [self.prefix + label for label in usual.judged]


_PER_FRAME = _Measure("", "detections", Caution(shortest=8, share=0.4, more=False, below=GONE))
_SHARE = _Measure("share of ", "detections", Caution(shortest=4, share=0.4))
_ARRIVALS = _Measure("objects of ", "objects that came into view", _PER_FRAME.caution)
_MEASURES = (_PER_FRAME, _SHARE, _ARRIVALS)


class LabelMix(MiscountDetector):
    """Every hour: each label's count a frame, its share of all detections, and how many objects of it came.

    Each against such hours of such days. The count finds a label that is gone on a quiet site, the share labels that
    change places whatever the traffic, the objects a label of which a few that stay for hours are most of what is
    counted. Labels that the reference does not know are another detector's matter.
    """

    name = "label_mix"
    learned = True

    def update(self, situation: Situation, /) -> float:
        usual = situation.usual
        if usual is None or not situation.hour_ended or len(usual.judged) < 2:
            return self._alert.score
        length = self._hours(situation)
        if not length:
            return self._alert.score
        recent = recent_hours(situation.history, usual, usual.judged, situation.hour, length)
        if self._alert.active and self._alert.found is not None:
            measure = _measure_of(self._alert.found)
            self._alert.look_for_the_end(situation, *_rows(usual, recent, measure), measure.names(usual))
        else:
            self._look(situation, usual, recent)
        return self._alert.score

    def _look(self, situation: Situation, usual: Usual, recent: RecentHours) -> None:
        names = [name for measure in _MEASURES for name in measure.names(usual)]
        found: list[CountShift] = []
        every: list[CountShift] = []
        for place, measure in enumerate(_MEASURES):
            shifts = _shifts(usual, recent, measure)
            due = [shift for shift in shifts[:3] if counts_now(situation, usual, shift, shift.series)]
            found += [replace(shift, series=shift.series + len(usual.judged) * place) for shift in due]
            every += shifts[:1]
        found.sort(key=lambda shift: -shift.score)
        self._alert.take(situation, found, names)
        self._alert.skip_closed_day(situation, usual, sorted(every, key=lambda shift: -shift.score))

    def explain(self) -> Finding:
        assert self._alert.found is not None
        found = self._alert.found
        measure = _measure_of(found)
        label, counted = found.series.removeprefix(measure.prefix), in_words(found, measure.what)
        if found.ratio < 0.02:
            cause = f'"{label}" is no longer seen; {counted}'
        else:
            verb = "less" if found.ratio < 1 else "more"
            cause = f'"{label}" is seen {verb} often than usual; {counted}'
        return Finding(cause, found.since, found.ratio - 1, (label,))


def _measure_of(found: Miscount) -> _Measure:
    return next((one for one in (_SHARE, _ARRIVALS) if found.series.startswith(one.prefix)), _PER_FRAME)


def _shifts(usual: Usual, recent: RecentHours, measure: _Measure) -> list[CountShift]:
    """What a measure shows, the most telling first, where objects that came bear it out, and detections these."""
    if usual.arrivals is None and measure is _ARRIVALS:
        return []
    shifts, lingering = scan_counts(*_rows(usual, recent, measure), measure.caution), usual.lingering[1:]
    if measure is _SHARE:
        lingering = lingering | usual.lingering[0]  # a share falls as well where others stay for longer
    if measure is _ARRIVALS:
        shifts = of_lingering(shifts, lingering)
    if usual.arrivals is None:
        return shifts
    return borne_out(shifts, *_rows(usual, recent, _PER_FRAME if measure is _ARRIVALS else _ARRIVALS), lingering)


def _rows(usual: Usual, recent: RecentHours, measure: _Measure) -> tuple[CountUsual, CountRows]:
    """What is usual of each judged label, and what it was in the last hours."""
    days, stay = len(usual.days), that_stay(recent.labels)
    if measure is _ARRIVALS and usual.arrivals is not None:
        arrivals = usual.arrivals.of_labels()
        return arrivals, count_rows(arrivals, stay, recent.frames, recent.frames, recent, days)
    counts, base = usual.counts.of_labels(), recent.frames
    if measure is _SHARE:
        counts, base = usual.shares, recent.detections
    rows = count_rows(counts, recent.labels[:, :, DETECTIONS], base, recent.frames, recent, days)
    return counts, replace(rows, came=stay)
