import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.alerts import Alert, AlertBook
from driftwatch.monitoring.detectors.detector import Detector, Finding, Level
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.situation import Situation


class Says:
    """A detector that finds what the test wants."""

    name = "says"
    learned = True

    def __init__(self, level: Level = "drift") -> None:
        self.level: Level = level

    def update(self, situation: Situation, /) -> float:
        raise AssertionError(situation)

    def explain(self) -> Finding:
        return Finding("it fell", 900.0, -0.1, ("car",))

    def record(self) -> dict[str, Any]:
        return {}

    def restore(self, record: Mapping[str, Any]) -> None: ...

    def dismiss(self, minute: int) -> None: ...

    def clock_was_set(self) -> None: ...


def alert(detector: Detector, score: float, wall: float) -> Alert:
    said = detector.explain()
    return Alert(detector.name, said.cause, said.since, wall, said.distance, score, said.labels, level=detector.level)


def judged(book: AlertBook, score: float, detector: Detector | None = None) -> list[str]:
    return [event.kind for event in book.judge(detector or Says(), score, 1000.0, alert)]


def test_is_raised_above_one_and_cleared_below_a_half() -> None:
    book = AlertBook("yard", "m")
    scores = [0.9, 1.0, 1.01, 0.9, 1.2, 0.5, 0.49, 0.9]
    assert [judged(book, score) for score in scores] == [[], [], ["raised"], [], [], [], ["cleared"], []]


@given(st.lists(st.floats(0, 3), max_size=100))
def test_raising_and_clearing_take_turns(scores: list[float]) -> None:
    book = AlertBook("yard", "m")
    kinds = [kind for score in scores for kind in judged(book, score)]
    assert kinds == (["raised", "cleared"] * 100)[: len(kinds)]
    assert len(book.active) == len(kinds) % 2


def test_an_event_says_whose_and_when() -> None:
    (event,) = AlertBook("yard", "m").judge(Says(), 1.5, 5000.0, alert)
    assert (event.stream, event.model, event.at) == ("yard", "m", 5000.0)
    assert (event.alert.name, event.alert.since, event.alert.raised) == ("says", 900.0, 5000.0)
    assert (event.alert.score, event.alert.labels, event.alert.level) == (1.5, ("car",), "drift")


def test_a_warning_that_becomes_an_alarm_ends_and_begins_as_one() -> None:
    book, detector = AlertBook("yard", "m"), Says("warning")
    assert judged(book, 1.2, detector) == ["raised"]
    detector.level = "drift"
    assert judged(book, 0.9, detector) == []
    events = book.judge(detector, 1.2, 2000.0, alert)
    assert [(event.kind, event.alert.level) for event in events] == [("cleared", "warning"), ("raised", "drift")]
    assert [one.level for one in book.active] == ["drift"]


def test_active_alerts_survive_a_restart() -> None:
    book, again = AlertBook("yard", "m"), AlertBook("yard", "m")
    judged(book, 2.0)
    again.restore(json.loads(json.dumps(book.record())))
    assert again.active == book.active
    assert judged(again, 2.0) == []
    assert judged(again, 0.1) == ["cleared"]


def test_a_damaged_record_is_refused() -> None:
    book = AlertBook("yard", "m")
    judged(book, 2.0)
    with pytest.raises(RecordError, match="cause"):
        AlertBook("yard", "m").restore([{**book.record()[0], "cause": 7}])


def test_clearing_what_is_not_active_changes_nothing() -> None:
    assert AlertBook("yard", "m").clear("says", 0.0) == []
