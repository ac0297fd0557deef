"""Does the model see other things than it used to see: a label that is gone, or one that takes the place of another?"""

from dataclasses import replace

import numpy as np

from driftwatch.monitoring.detectors.counting import MiscountDetector, in_words
from driftwatch.monitoring.detectors.detection_rate import counts_now
from driftwatch.monitoring.detectors.detector import Finding
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.count_rows import CountRows, count_rows
from driftwatch.monitoring.usual.count_scan import GONE, Caution, CountShift, scan_counts
from driftwatch.monitoring.usual.counts import CountUsual
from driftwatch.monitoring.usual.recent import RecentHours, recent_hours
from driftwatch.monitoring.usual.usual import BEGUN, DETECTIONS, FLEETING, Usual

_OF_COUNTS = Caution(shortest=8, share=0.4, more=False, below=GONE)
_OF_SHARES = Caution(shortest=4, share=0.4)
_PER_FRAME, _SHARE = "", "share of "


class LabelMix(MiscountDetector):
    """Every hour: each label's count a frame, and its share of all detections, against such hours of such days.

    The count finds a label that is gone on a quiet site, the share labels that change places whatever the traffic.
    Labels that the reference does not know are another detector's matter.
    """

    name = "label_mix"
    learned = True

    def update(self, situation: Situation, /) -> float:
        usual = situation.usual
        if usual is None or not situation.hour_ended or len(usual.judged) < 2:
            return self._alert.score
        length = self._alert.hours(situation)
        if not length:
            return self._alert.score
        recent = recent_hours(situation.history, usual.kinds, usual.judged, situation.hour, length)
        if self._alert.active and self._alert.found is not None:
            of_share = self._alert.found.series.startswith(_SHARE)
            names = _names(usual, _SHARE if of_share else _PER_FRAME)
            self._alert.look_for_the_end(situation, *_rows(usual, recent, of_share), names)
        else:
            self._look(situation, usual, recent)
        return self._alert.score

    def _look(self, situation: Situation, usual: Usual, recent: RecentHours) -> None:
        names = [*_names(usual, _PER_FRAME), *_names(usual, _SHARE)]
        found: list[CountShift] = []
        every: list[CountShift] = []
        for of_share in (False, True):
            shifts = scan_counts(*_rows(usual, recent, of_share), _OF_SHARES if of_share else _OF_COUNTS)
            due = [shift for shift in shifts[:3] if counts_now(situation, usual, shift, shift.series)]
            found += [replace(shift, series=shift.series + len(usual.judged) * of_share) for shift in due]
            every += shifts[:1]
        found.sort(key=lambda shift: -shift.score)
        self._alert.take(situation, found, names)
        self._alert.skip_closed_day(situation, usual, sorted(every, key=lambda shift: -shift.score))

    def explain(self) -> Finding:
        assert self._alert.found is not None
        found = self._alert.found
        label = found.series.removeprefix(_SHARE)
        if found.ratio < 0.02:
            cause = f'"{label}" is no longer seen; ' + in_words(found, "detections")
        else:
            verb = "less" if found.ratio < 1 else "more"
            cause = f'"{label}" is seen {verb} often than usual; ' + in_words(found, "detections")
        return Finding(cause, found.since, found.ratio - 1, (label,))


def _names(usual: Usual, prefix: str) -> list[str]:
    return [prefix + label for label in usual.judged]


def _rows(usual: Usual, recent: RecentHours, of_share: bool) -> tuple[CountUsual, CountRows]:
    counts = usual.shares if of_share else usual.counts.of_labels()
    base = recent.detections if of_share else recent.frames
    seen = recent.labels[:, :, DETECTIONS]
    rows = count_rows(counts, seen, base, recent.frames, recent, len(usual.days))
    came = np.maximum(recent.labels[:, :, BEGUN] - recent.labels[:, :, FLEETING], 0.0)
    return counts, replace(rows, came=came)
