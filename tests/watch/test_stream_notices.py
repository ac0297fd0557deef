from driftwatch.monitoring.condition import Condition
from driftwatch.monitoring.progress import Progress
from driftwatch.storage.records import StreamKey
from driftwatch.watch.stream_notices import StreamNotices

MONTH = "5 January to 1 February 2026"


def condition(first_month: str = "", days: int = 0, text: str = "") -> Condition:
    return Condition("learning", 0.0, "", (), None, Progress(days, text=text), first_month)


def texts(notices: StreamNotices, shown: Condition) -> list[str]:
    return [notice.text for notice in notices.changes(shown, 0)]


def test_the_first_month_is_named_once_and_said_to_begin_again() -> None:
    notices = StreamNotices(StreamKey("vision", "cam"))
    assert texts(notices, condition()) == []
    (line,) = texts(notices, condition(MONTH))
    assert line == f'"vision" on camera "cam": slow changes are compared with the first month, {MONTH}'
    assert texts(notices, condition(MONTH)) == []
    (again,) = texts(notices, condition())
    assert "begins again" in again


def test_a_change_of_learning_and_of_state_is_a_line_each() -> None:
    notices = StreamNotices(StreamKey("vision", "cam"))
    assert texts(notices, condition(days=2, text="day 3 of 7")) == ['"vision" on camera "cam": day 3 of 7']
    drift = Condition("drift", 2.0, "it is worse", (), None, Progress(2, text="day 3 of 7"))
    assert texts(notices, drift) == ['"vision" on camera "cam" is now drift, was learning: it is worse']
    assert "3 frames were not counted" in notices.changes(drift, 3)[0].text
