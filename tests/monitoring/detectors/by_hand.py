"""Detectors taken through days, as a monitor takes them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.calendar import MINUTES_A_DAY
from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.day import BLOCK, Day
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.other_kind import mark_kind
from driftwatch.monitoring.usual.usual import Usual, learn
from tests.monitoring.made import MODEL, Minutes


@lru_cache(maxsize=32)
def _learned(packed: tuple[bytes, ...]) -> Usual:
    """The same days teach the same: most tests have learned them from one site."""
    return learn([Day.unpack(day) for day in packed])


class Walk:
    """Goes through minutes with what was learned of some days; it does not learn again on the way."""

    def __init__(self, days: Sequence[Day] = (), judged: bool = True) -> None:
        self.history = History(days, MODEL, 1)
        self.usual: Usual | None = _learned(tuple(day.pack() for day in self.history.good)) if days else None
        self._judged = judged and bool(days)
        self.silent = False
        self._at: tuple[int, int] | None = None

    def situations(self, minutes: Iterable[ClosedMinute]) -> Iterator[Situation]:
        """Each minute's; it becomes a part of the history when the next one is asked for."""
        for minute in minutes:
            figures = MinuteFigures.of(minute.rollup, minute.closed.monotonic)
            number, slot = divmod(minute.rollup.start // 60, MINUTES_A_DAY)
            before, self._at = self._at, (number, slot)
            self._turn_to(number)
            yield Situation(
                figures,
                float(minute.rollup.start),
                number,
                slot,
                before is not None and (before[0], before[1] // BLOCK) != (number, slot // BLOCK),
                before is not None and (before[0], before[1] // 60) != (number, slot // 60),
                judged=self._judged,
                alarmed=False,
                silent=self.silent,
                holiday=False,
                scene=minute.scene,
                history=self.history,
                usual=self.usual,
            )
            assert self.history.today is not None
            self.history.today.add(minute.rollup, slot)

    def _turn_to(self, number: int) -> None:
        today = self.history.today
        if today is None or today.number != number:
            mark_kind(self.history, self.usual)
            self.history.turn(Day(number, MODEL))

    def scores(self, detector: Detector, minutes: Iterable[ClosedMinute]) -> list[float]:
        return [detector.update(situation) for situation in self.situations(minutes)]

    def quick(self, detector: Detector, day: Minutes, first: int = 0, end: int = MINUTES_A_DAY) -> list[float]:
        """Scores by minute of a day that is taken in steps of five minutes."""
        return [score for score in self.scores(detector, day.coarse(first, end)) for _ in range(BLOCK)]


def first_alarm(scores: Iterable[float]) -> int | None:
    """Minutes until the score is above 1."""
    return next((index for index, score in enumerate(scores, 1) if score > 1), None)
