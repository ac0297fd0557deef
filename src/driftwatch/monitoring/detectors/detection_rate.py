"""Does the model find fewer or more things than usual at this time of this kind of day?"""

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.detectors.counting import MiscountDetector, in_words
from driftwatch.monitoring.detectors.detector import Finding
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.count_scan import GROSS, Caution, CountShift, count_rows, scan_counts
from driftwatch.monitoring.usual.kinds import FEW_WEEKENDS, WORKING
from driftwatch.monitoring.usual.other_kind import ALL, began_overnight, is_closed, looks_like
from driftwatch.monitoring.usual.recent import recent_hours
from driftwatch.monitoring.usual.usual import Usual

_CAUTION = Caution(shortest=4, share=0.3, more=False, halves=True)


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
        length = self._alert.hours(situation)
        if not length:
            return self._alert.score
        recent = recent_hours(situation.history, usual.kinds, (), situation.hour, length)
        counts = usual.counts.of_all()
        seen = recent.detections[:, None]
        rows = count_rows(counts, seen, recent.frames, recent.frames, recent, len(usual.days))
        if self._alert.active:
            self._alert.look_for_the_end(situation, counts, rows, ("",))
        else:
            shifts = scan_counts(counts, rows, _CAUTION)
            due = [shift for shift in shifts if counts_now(situation, usual, shift)]
            self._alert.take(situation, due, ("",))
            self._alert.skip_closed_day(situation, usual, shifts)
        return self._alert.score

    def explain(self) -> Finding:
        assert self._alert.found is not None
        found = self._alert.found
        verb = "fewer" if found.ratio < 1 else "more"
        return Finding(f"{verb} detections than usual; " + in_words(found, "all labels"), found.since, found.ratio - 1)


def counts_now(situation: Situation, usual: Usual, shift: CountShift, label: int = ALL) -> bool:
    """Whether a shift may be judged now.

    Only gross ones while few days are known, few of weekends that are days of their own, and none that today explains
    by being a day of another kind. label: its place among the judged ones.
    """
    gross = shift.ratio <= GROSS
    if not situation.judged and not gross:
        return False
    kind = usual.kinds.of((situation.hour - 1) // HOURS_A_DAY)
    if kind != WORKING and usual.counts.seen[kind].max() < FEW_WEEKENDS and (label != ALL or not gross):
        return False
    return shift.score <= 1 or not _other_day(situation, usual, label)


def _other_day(situation: Situation, usual: Usual, label: int) -> bool:
    """Whether today may be a holiday or a closed day, and not the second in a row of its sort."""
    history, now = situation.history, situation.hour
    if is_closed(history, usual, now):
        # Whether it lasts longer than closed times do is for the detector of outages to say.
        return True
    before = history.day((now - 1) // HOURS_A_DAY - 1)
    other = looks_like(history, usual, now)
    if other is not None:
        return before is None or before.like != other
    return (
        label != ALL
        and looks_like(history, usual, now, label) is not None
        and began_overnight(history, usual, now, label)
    )
