import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.alerts import AlertBook
from driftwatch.monitoring.detectors.confidence import Confidence
from driftwatch.monitoring.record import RecordError


def judged(book: AlertBook, score: float, now: float = 0.0) -> str | None:
    event = book.judge(Confidence(), score, 1000.0 + now, now, None)
    return event.kind if event else None


def test_is_raised_above_one_and_cleared_below_a_half() -> None:
    book = AlertBook("yard", "m")
    scores = [0.9, 1.0, 1.01, 0.9, 1.2, 0.5, 0.49, 0.9]
    assert [judged(book, score) for score in scores] == [None, None, "raised", None, None, None, "cleared", None]


@given(st.lists(st.floats(0, 3), max_size=100))
def test_raising_and_clearing_take_turns(scores: list[float]) -> None:
    book = AlertBook("yard", "m")
    kinds = [kind for score in scores if (kind := judged(book, score))]
    assert kinds == (["raised", "cleared"] * 100)[: len(kinds)]
    assert len(book.standing) == len(kinds) % 2


def test_an_alert_tells_since_when_on_the_wall_clock() -> None:
    book = AlertBook("yard", "m")
    event = book.judge(Confidence(), 1.5, wall=5000.0, now=300.0, reference=None)
    assert event is not None
    assert (event.alert.since, event.alert.raised) == (4700.0, 5000.0)
    assert (event.stream, event.model, event.alert.name) == ("yard", "m", "confidence")


def test_standing_alerts_survive_a_restart() -> None:
    book, again = AlertBook("yard", "m"), AlertBook("yard", "m")
    judged(book, 2.0)
    again.restore(json.loads(json.dumps(book.record())))
    assert again.standing == book.standing
    assert judged(again, 2.0) is None
    assert judged(again, 0.1) == "cleared"


def test_a_damaged_record_is_refused() -> None:
    book = AlertBook("yard", "m")
    judged(book, 2.0)
    with pytest.raises(RecordError, match="cause"):
        AlertBook("yard", "m").restore([{**book.record()[0], "cause": 7}])


def test_clearing_what_does_not_stand_changes_nothing() -> None:
    assert AlertBook("yard", "m").clear("confidence", 0.0) is None
