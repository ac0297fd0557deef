"""Does the model see more things for one frame only: ghosts that come and go?"""

import numpy as np

from driftwatch.monitoring.detectors.counting import MiscountDetector, in_words
from driftwatch.monitoring.detectors.detection_rate import counts_now
from driftwatch.monitoring.detectors.detector import Finding
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.count_rows import count_rows
from driftwatch.monitoring.usual.count_scan import Caution, scan_counts
from driftwatch.monitoring.usual.recent import recent_hours
from driftwatch.monitoring.usual.usual import FLEETING

_CAUTION = Caution(shortest=4, share=0.15, fewer=False)


class FleetingObjects(MiscountDetector):
    """Every hour: of the objects that came into view, how many were seen in one frame only, label by label.

    Its share does not depend on the traffic. Ghosts that stay for several frames are not found by it.
    """

    name = "fleeting"
    learned = True

    def update(self, situation: Situation, /) -> float:
        usual = situation.usual
        if usual is None or usual.fleeting is None or not situation.hour_ended or not situation.judged:
            return self._alert.score
        length = self._alert.hours(situation)
        if not length:
            return self._alert.score
        recent = recent_hours(situation.history, usual, usual.judged, situation.hour, length)
        # How many objects are seen in one frame only depends on how often frames come.
        base = np.where(recent.unusual_pace, 0.0, recent.begun)
        seen = np.where(recent.unusual_pace[:, None], 0.0, recent.labels[:, :, FLEETING])
        rows = count_rows(usual.fleeting, seen, base, recent.frames, recent, len(usual.days))
        if self._alert.active:
            self._alert.look_for_the_end(situation, usual.fleeting, rows, usual.judged)
        else:
            shifts = scan_counts(usual.fleeting, rows, _CAUTION)
            shifts = [shift for shift in shifts[:3] if counts_now(situation, usual, shift, shift.series)]
            self._alert.take(situation, shifts, usual.judged)
        return self._alert.score

    def explain(self) -> Finding:
        assert self._alert.found is not None
        found = self._alert.found
        cause = f'more "{found.series}" that last for one frame only, likely false; ' + in_words(found, "such objects")
        return Finding(cause, found.since, found.ratio - 1, (found.series,))
