"""Cuts a stream of observations into minutes: the wall clock names them, the monotonic clock ends them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.rollup import MINUTE, FrameCounts, RollUp, Totals
from driftwatch.monitoring.scene.minute import LookSums, SceneMinute
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.tally import Linkers, MinuteTally
from driftwatch.observation import ModelIdentity, Moment, Observation

_BATCH = 256
_CLOCK_TOLERANCE = 2.0
_NAME_TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class ClosedMinute:
    """A minute to which nothing more is added."""

    rollup: RollUp
    closed: Moment
    """The instant at which it ended; detectors take durations from `closed.monotonic`."""
    clock_step: float = 0.0
    """Seconds by which the wall clock was set since the minute before, or while this one was open; 0 where it ran along
    with the monotonic clock.
    """
    scene: SceneMinute | None = None
    """What the measured images looked like; None where none was measured. It is not stored with the roll-up."""

    @classmethod
    def stored(cls, rollup: RollUp, closed: Moment) -> "ClosedMinute":
        """A minute out of the store: of its images the sums are known, and no thumbnails."""
        return cls(rollup, closed, scene=SceneMinute.of(rollup.totals.frames, LookSums()))


@dataclass(frozen=True, slots=True)
class _Open:
    start: int
    since: float
    until: float


class MinuteAccumulator:
    """Collects what one stream and one model show, and gives each minute away once, when it is over.

    Every call takes the present and returns the minutes that it ended: none or one. A minute is opened by the first
    thing counted in it; a minute in which nothing happened does not exist. Each thing is counted in exactly one
    minute, also when the wall clock is set forth or back: an open minute keeps its name, and is never longer than
    60 seconds of the monotonic clock. After a step back two minutes can bear the same name; they add up.
    Not thread-safe.
    """

    def __init__(self, stream: str, model: ModelIdentity, settings: StatisticsSettings | None = None) -> None:
        self.stream = stream
        self.model = model
        self._settings = settings or StatisticsSettings()
        self._linkers = Linkers()
        self._tally = MinuteTally(self._settings, self._linkers)
        self._waiting: list[Observation] = []
        self._open: _Open | None = None
        self._until = -math.inf
        self._offset = math.nan
        self._last_end: float | None = None
        self._step = 0.0

    def add(self, observation: Observation) -> list[ClosedMinute]:
        """Counts one observation at its own moment `observation.at`."""
        return self.add_batch((observation,))

    def add_batch(self, observations: Sequence[Observation]) -> list[ClosedMinute]:
        """Counts observations in the order of their moments; equal to adding them one by one."""
        closed: list[ClosedMinute] = []
        waiting = self._waiting
        for observation in observations:
            at = observation.at
            if at.monotonic >= self._until or abs(at.wall - at.monotonic - self._offset) > _CLOCK_TOLERANCE:
                closed += self._enter(at)
            self._offset = at.wall - at.monotonic
            waiting.append(observation)
            if len(waiting) >= _BATCH:
                self._flush()
        return closed

    def failed(self, at: Moment) -> list[ClosedMinute]:
        """Counts a frame that could not be fetched, decoded or understood."""
        closed = self._enter(at)
        self._tally.count(FrameCounts(failed_frames=1))
        return closed

    def frozen(self, at: Moment) -> list[ClosedMinute]:
        """Counts a frame that had the same bytes as the one before."""
        closed = self._enter(at)
        self._tally.count(FrameCounts(frozen_frames=1))
        return closed

    def compared(self, at: Moment, shadows: Mapping[ModelIdentity, Agreement]) -> list[ClosedMinute]:
        """Counts what candidate models answered next to this one."""
        closed = self._enter(at)
        self._tally.compare(shadows)
        return closed

    def tick(self, at: Moment) -> list[ClosedMinute]:
        """Ends the open minute where its time is over. To be called every few seconds, for streams that fall silent."""
        self._watch_clock(at)
        return self._end(at) if self._open is not None and at.monotonic >= self._open.until else []

    def close(self, at: Moment) -> list[ClosedMinute]:
        """Ends the open minute now, however short it is: before the process ends or the model changes."""
        self._watch_clock(at)
        return self._end(at) if self._open is not None else []

    def live(self, at: Moment) -> Totals:
        """What the open minute holds so far."""
        self._flush()
        totals = self._tally.totals()
        covered = FrameCounts(covered_ms=self._covered_ms(self._open, at.monotonic) if self._open else 0)
        return Totals(totals.frames + covered, totals.labels, totals.shadows)

    def _enter(self, at: Moment) -> list[ClosedMinute]:
        closed = self.tick(at)
        if self._open is None:
            self._begin(at)
        return closed

    def _begin(self, at: Moment) -> None:
        into = at.wall % MINUTE
        # A wall clock that runs a little slow shall not open the minute that has just ended once more.
        if MINUTE - into < _NAME_TOLERANCE:
            into -= MINUTE
        until = at.monotonic + MINUTE - max(into, 0.0)
        # Minutes that follow each other leave no gap; after a silence a minute begins with its first frame.
        follows = self._last_end is not None and self._last_end >= until - MINUTE - _NAME_TOLERANCE
        since = self._last_end if follows and self._last_end is not None else at.monotonic
        self._open = _Open(round(at.wall - into), since, until)
        self._until = until

    def _end(self, at: Moment) -> list[ClosedMinute]:
        self._flush()
        opened = self._open
        assert opened is not None
        self._tally.count(FrameCounts(covered_ms=self._covered_ms(opened, at.monotonic)))
        rollup = RollUp(opened.start, self.stream, self.model.key, self._tally.totals())
        scene = self._tally.scene()
        step, self._step = self._step, 0.0
        self._tally = MinuteTally(self._settings, self._linkers)
        self._last_end = min(at.monotonic, opened.until)
        self._open = None
        self._until = -math.inf
        return [ClosedMinute(rollup, at, step, scene)]

    @staticmethod
    def _covered_ms(opened: _Open, until: float) -> int:
        return max(round((min(until, opened.until) - opened.since) * 1000), 0)

    def _watch_clock(self, at: Moment) -> None:
        offset = at.wall - at.monotonic
        if abs(offset - self._offset) > _CLOCK_TOLERANCE:
            self._step += offset - self._offset
        self._offset = offset

    def _flush(self) -> None:
        if self._waiting:
            self._tally.add(self._waiting)
            self._waiting.clear()
