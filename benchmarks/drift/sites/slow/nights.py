"""The detector of slow changes alone, night by night over whole days: minutes for what takes the monitor hours."""

from dataclasses import dataclass

from benchmarks.drift.sites.slow.ramps import ONSET
from benchmarks.drift.sites.stream import MODEL
from driftwatch.monitoring.alerts import AlertBook
from driftwatch.monitoring.detectors.slow_drift import FEWEST_DAYS, SlowDrift
from driftwatch.monitoring.explained import Circumstances, explained
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.rollup import FrameCounts, RollUp, Totals
from driftwatch.monitoring.scene.explain import SceneView
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.other_kind import mark_kind
from driftwatch.monitoring.usual.usual import Usual, learn

_KNOWN = Circumstances(0.0, SceneView(True, True), None, lambda _: "")


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert of the detector. day: of the site, counted from 0. level: "drift" is an alarm."""

    day: int
    level: str
    distance: float
    cause: str
    reason: str


class Nights:
    """Days of one site, none of which had an alarm; which kinds of day there are is learned from the first 28."""

    def __init__(self, first: list[Day]) -> None:
        self._usual: Usual = learn([day for day in first[:ONSET] if day.minutes])
        self._begin = first[0].number
        self._history = History((), MODEL.key)
        self._detector = SlowDrift()
        self._book = AlertBook("", MODEL.key)
        self.raised: list[Raised] = []
        for day in first:
            self.take(day)

    @property
    def is_at_work(self) -> bool:
        """Whether enough days may have followed the first month to compare anything with it."""
        month, today = self._detector.month, self._history.today
        return month is not None and today is not None and today.number > month.last + FEWEST_DAYS

    def take(self, day: Day) -> None:
        """Turns to a day, which has ended when the next one is taken."""
        if not day.minutes:
            return
        mark_kind(self._history, self._usual)
        self._history.turn(day)
        wall = float(day.number * 86_400)
        minute = MinuteFigures.of(RollUp(int(wall), "", MODEL.key, Totals(FrameCounts(), {})))
        situation = Situation(
            minute, wall, day.number, 0, True, True, True, alarmed=False, silent=False, holiday=False, scene=None,
            history=self._history, usual=self._usual,
        )  # fmt: skip
        score = self._detector.update(situation)
        events = self._book.judge(self._detector, score, wall, lambda one, s, at: explained(one, s, at, _KNOWN))
        for event in events:
            if event.kind == "raised":
                alert, number = event.alert, day.number - self._begin
                self.raised.append(Raised(number, alert.level, alert.distance, alert.cause, alert.reason))
