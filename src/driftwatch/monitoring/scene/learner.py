"""Goes on learning what a camera's picture usually is, from the minutes in which nothing was wrong."""

from collections.abc import Mapping
from typing import Any, Final

from driftwatch.monitoring.scene.facts import Facts
from driftwatch.monitoring.scene.minute import SceneMinute
from driftwatch.monitoring.scene.pattern import Pattern
from driftwatch.monitoring.scene.ranges import SCALES
from driftwatch.monitoring.scene.reference import SceneReference

_DAY: Final = 86400.0
_LEAST_MINUTES: Final = 60
_KEEP: Final = 0.96
"""Share that older days keep: a day counts half after 17 days."""


class SceneLearner:
    """Holds the reference and adds to it. A day is 24 hours of running time; it counts with 60 measured minutes."""

    def __init__(self, reference: SceneReference | None = None) -> None:
        self.reference = reference or SceneReference()
        self._began: float | None = None
        self._today = 0

    @property
    def ready(self) -> bool:
        """Whether a day was learned, so that gross changes can be judged."""
        return self.reference.days >= 1

    def learn(self, minute: SceneMinute, facts: Facts, hour: int, now: float) -> None:
        """One minute in which nothing was wrong. hour: local. now: running seconds."""
        self._turn(now)
        self._today += 1
        reference = self.reference
        if facts.black:
            reference.darkness.learn(now)
            return
        for name, ranged in reference.ranges.items():
            ranged.add(hour, facts.values[name])
        if (look := minute.look) is not None:
            reference.looks.add(hour, Pattern.of(look))
        for excursions, worst in zip(reference.excursions, (facts.gain, facts.part_covered, facts.unlike), strict=True):
            excursions.add(worst)

    def interrupt(self) -> None:
        """Something is wrong: the minutes just before it are not to be learned as the worst of a good day."""
        for excursions in self.reference.excursions:
            excursions.interrupt()

    def accept(self, facts: Facts | None, view_changed: bool) -> None:
        """The present picture is usual from now on.

        view_changed: another view is learned from the beginning, and judged again after a day. Otherwise what is
        usual moves, at all hours, so that the present brightness, contrast and sharpness lie in its middle.
        """
        if view_changed or facts is None:
            darkness = self.reference.darkness
            self.reference = SceneReference()
            self.reference.darkness = darkness
            self._began, self._today = None, 0
            return
        for name in SCALES:
            if not facts.black and (facts.below(name) or facts.above(name)):
                self.reference.ranges[name].shift(facts.values[name] - facts.usual[name].middle)

    def record(self) -> dict[str, Any]:
        """Gives the state as plain JSON values."""
        return {"reference": self.reference.record(), "began": self._began, "today": self._today}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "SceneLearner":
        """What `record` gave. Raises RecordError, or KeyError, TypeError, ValueError where it is not that."""
        made = cls(SceneReference.of(record["reference"]))
        made._began = None if record["began"] is None else float(record["began"])
        made._today = int(record["today"])
        return made

    def _turn(self, now: float) -> None:
        if self._began is None:
            self._began = now
        if now - self._began < _DAY:
            return
        self._began = now
        if self._today < _LEAST_MINUTES:
            return
        self._today = 0
        self.reference.days += 1
        for ranged in self.reference.ranges.values():
            ranged.end_day(_KEEP)
        for excursions in self.reference.excursions:
            excursions.end_day()
