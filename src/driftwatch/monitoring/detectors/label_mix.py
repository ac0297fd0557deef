"""Does the model see other things than it used to see: a label that is gone, or one that takes the place of another?"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.detectors.bearing_out import CountedSeries, borne_out, objects_borne_out
from driftwatch.monitoring.detectors.counting import Miscount, MiscountDetector, in_words
from driftwatch.monitoring.detectors.detection_rate import counts_now
from driftwatch.monitoring.detectors.detector import Finding
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.came import that_came
from driftwatch.monitoring.usual.count_rows import count_rows
from driftwatch.monitoring.usual.count_scan import GONE, Caution, CountShift
from driftwatch.monitoring.usual.counts import CountUsual
from driftwatch.monitoring.usual.recent import RecentHours, recent_hours
from driftwatch.monitoring.usual.usual import DETECTIONS, Usual

Floats = NDArray[np.float64]


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
        ways = _ways_of_counting(usual, recent)
        if self._alert.active and self._alert.found is not None:
            measure = _measure_of(self._alert.found)
            counted = ways.get(measure, ways[_PER_FRAME])
            self._alert.look_for_the_end(situation, counted.usual, counted.rows, measure.names(usual))
        else:
            self._look(situation, usual, ways)
        return self._alert.score

    def _look(self, situation: Situation, usual: Usual, ways: dict[_Measure, CountedSeries]) -> None:
        names = [name for measure in ways for name in measure.names(usual)]
        found: list[CountShift] = []
        every: list[CountShift] = []
        for place, measure in enumerate(ways):
            shifts = _shifts(usual, ways, measure)
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


def _ways_of_counting(usual: Usual, recent: RecentHours) -> dict[_Measure, CountedSeries]:
    """Each judged label, by every measure that is known."""
    seen, came = recent.labels[:, :, DETECTIONS], that_came(recent.labels, usual.real_flashes[1:])

    def counted(counts: CountUsual, values: Floats, base: Floats) -> CountedSeries:
        rows = count_rows(counts, values, base, recent.frames, recent, len(usual.days))
        return CountedSeries(counts, replace(rows, came=came))

    ways = {
        _PER_FRAME: counted(usual.counts.of_labels(), seen, recent.frames),
        _SHARE: counted(usual.shares, seen, recent.detections),
    }
    if usual.arrivals is not None:
        ways[_ARRIVALS] = counted(usual.arrivals.of_labels(), came, recent.frames)
    return ways


def _shifts(usual: Usual, ways: dict[_Measure, CountedSeries], measure: _Measure) -> list[CountShift]:
    """What a measure shows, where objects that came bear it out, and detections these."""
    lingering = usual.lingering[1:]
    if measure is _ARRIVALS:
        return objects_borne_out(ways[_ARRIVALS], measure.caution, lingering, by=ways[_PER_FRAME])
    if measure is _SHARE:
        lingering = lingering | usual.lingering[0]  # a share falls as well where others stay for longer
    return borne_out(ways[measure], measure.caution, lingering, by=ways.get(_ARRIVALS))
