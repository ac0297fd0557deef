"""Watches the pictures of one stream: what is not as usual about them, whatever the model says."""

from collections.abc import Mapping
from typing import Any, Final

from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.scene.evidence import SceneEvidence
from driftwatch.monitoring.scene.facts import Facts, facts_of
from driftwatch.monitoring.scene.findings import STEPS, Level, SceneFinding, SceneKind, words_of
from driftwatch.monitoring.scene.learner import SceneLearner
from driftwatch.monitoring.scene.minute import SceneMinute
from driftwatch.monitoring.scene.questions import QUESTIONS

_SCHEMA: Final = 1
_STAYS: Final = 0.7
"""A finding stays active down to this strength, so that it does not waver."""
_BLACK: Final = (5, 6)
_WEEK: Final = 8
_VIEW: Final[frozenset[SceneKind]] = frozenset({"moved", "covered", "partly_covered"})


class SceneDetector:
    """Judges each minute by what was learned before it, then learns it, unless an alarm is active.

    Evidence is counted in minutes in which images were measured; a minute without any changes nothing.
    Judges from the second day on. Bounded state: arrays of 123 kB. Costs most while the view is unlike what it was,
    because it is then searched for where it went. Not thread-safe.
    """

    def __init__(self) -> None:
        self.learner = SceneLearner()
        self._evidence: dict[SceneKind, SceneEvidence] = {"black": SceneEvidence(*_BLACK)}
        for question in QUESTIONS:
            self._evidence[question.kind] = SceneEvidence(question.needed, question.window)
        self._active: dict[SceneKind, SceneFinding] = {}
        self._facts: Facts | None = None
        self.looked = True
        """Whether the last minute came with thumbnails: without them the view cannot be judged."""

    @property
    def active(self) -> tuple[SceneFinding, ...]:
        """What is not as usual now, the gravest first."""
        return tuple(self._active[kind] for kind in self._evidence if kind in self._active)

    @property
    def alarmed(self) -> bool:
        """Whether one of them is an alarm."""
        return any(finding.level == "drift" for finding in self._active.values())

    @property
    def ready(self) -> bool:
        """Whether a day was learned; before that nothing is judged."""
        return self.learner.ready

    @property
    def sees_view(self) -> bool:
        """Whether the last measured picture could be compared with a learned view: a bare wall cannot."""
        return self._facts is not None and self._facts.resemblance is not None

    def update(
        self, minute: SceneMinute | None, now: float, local_hour: int, known_time: bool = True, teach: bool = True
    ) -> tuple[SceneFinding, ...]:
        """Takes a minute's images and gives the active findings, the gravest first.

        now: running seconds at the end of the minute (RunningClock.now). local_hour: 0 to 23 on the site's clock.
        known_time: whether that hour can be believed; without it a picture is usual that is so at any hour, and
        nothing is learned. teach: whether the minute may be learned; false while another alarm is active.
        """
        if minute is None:
            return self.active
        hour = local_hour if known_time else None
        facts = facts_of(minute, self.learner.reference, hour)
        self._facts, self.looked = facts, minute.looks.count > 0
        dark = self.learner.reference.darkness.update(facts.black, hour, now, facts.days)
        if self.ready:
            self._judge_black(facts, dark in ("unusual", "long"), now)
            self._judge(facts, now)
        if self.alarmed or self._evidence["black"].suspected:
            self.learner.interrupt()
        elif teach and hour is not None:
            self.learner.learn(minute, facts, hour, now)
        return self.active

    def accept(self) -> None:
        """The present picture is usual from now on: no finding is active any more. See SceneLearner.accept."""
        changed = any(kind in _VIEW for kind in self._active)
        if "black" in self._active and self._facts:
            self.learner.reference.darkness.accept()
        self.learner.accept(self._facts, changed)
        self._active.clear()
        for evidence in self._evidence.values():
            evidence.clear()

    def _judge_black(self, facts: Facts, unusual: bool, now: float) -> None:
        # Until a week is known a site whose nights are black may have days on which it closes early.
        unsure = self.learner.reference.darkness.known and facts.days < _WEEK
        self._vote("black", 2.0 if unusual else 0.0, "warning" if unsure else "drift", now)

    def _judge(self, facts: Facts, now: float) -> None:
        hidden = facts.black
        for question in QUESTIONS:
            if question.kind in _VIEW and not self.looked:
                continue
            strength = 0.0 if hidden else question.ask(facts, self.learner.reference)
            speaks = self._vote(question.kind, strength, question.level, now)
            hidden = hidden or (speaks and question.hides)

    def _vote(self, kind: SceneKind, strength: float, level: Level, now: float) -> bool:
        """Adds a minute's evidence; gives whether it supports `kind`."""
        evidence = self._evidence[kind]
        speaks = strength >= (_STAYS if evidence.is_active else 1.0)
        if not evidence.add(speaks, now):
            self._active.pop(kind, None)
        elif speaks and self._facts:
            words = words_of(kind, self._facts)
            self._active[kind] = SceneFinding(kind, words, evidence.since, strength, level, STEPS[kind])
        return speaks

    def record(self) -> dict[str, Any]:
        """Everything as plain JSON values, at most 30 kB."""
        return {
            "schema": _SCHEMA,
            "learner": self.learner.record(),
            "evidence": {kind: [one.record(), one.since] for kind, one in self._evidence.items()},
            "standing": [[f.kind, f.words, f.since, f.strength, f.level, f.step] for f in self.active],
        }

    def restore(self, record: Mapping[str, Any]) -> None:
        """What `record` gave. Raises RecordError, and is then as new, where it is not that."""
        try:
            if record["schema"] != _SCHEMA:
                raise RecordError(f"a scene of schema {record['schema']!r}, this program reads {_SCHEMA}")
            learner = SceneLearner.of(record["learner"])
            active = {entry[0]: SceneFinding(*entry) for entry in record["standing"]}
            for kind, evidence in self._evidence.items():
                votes, since = record["evidence"][kind]
                evidence.restore(str(votes), float(since))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.__init__()
            raise RecordError(f"the saved state of the picture cannot be read: {error}") from error
        self.learner, self._active, self._facts = learner, active, None
