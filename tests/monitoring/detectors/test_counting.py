from dataclasses import asdict
from typing import Any

import pytest

from driftwatch.monitoring.detectors.counting import Miscount, MiscountAlert, in_words
from driftwatch.monitoring.usual.count_scan import CountShift
from tests.monitoring.detectors.by_hand import Walk
from tests.monitoring.made import MONDAY, SITE, learned, minutes

FOUND = Miscount("truck", 0.025, seen=3, expected=120, hours=8, since=1000.0, start=40)


def alert(*, active: bool, found: Miscount | None = FOUND) -> MiscountAlert:
    made = MiscountAlert()
    record: dict[str, Any] = {"score": 0.9, "active": active, "fresh": 7, "found": found and asdict(found)}
    made.restore(record)
    return made


def test_setting_the_clock_ends_a_suspicion_and_no_alert() -> None:
    suspected, raised = alert(active=False), alert(active=True)
    for one in (suspected, raised):
        one.clock_was_set()
    assert (suspected.score, suspected.found) == (0.0, None)
    assert (raised.score, raised.found, raised.active) == (0.9, FOUND, True)


def test_where_nothing_is_found_any_more_there_is_no_alert() -> None:
    (situation,) = Walk().situations(minutes(SITE, MONDAY).coarse(0, 5))
    over = alert(active=True)
    over.take(situation, (), ())
    assert (over.score, over.active) == (0.0, False)


def test_an_alert_about_nothing_is_none() -> None:
    assert not alert(active=True, found=None).active


def test_what_was_counted_is_said_in_words() -> None:
    assert in_words(FOUND, "trucks") == "trucks: 3 in the last 8 hours instead of about 120"


@pytest.mark.parametrize(("hour", "fresh"), [(2, 7), (6, 7), (9, None)])
def test_only_when_something_should_have_come_a_day_may_be_a_closed_one(hour: int, fresh: int | None) -> None:
    """In the small hours what yesterday showed is kept; at nine, when nothing came since seven, it is not."""
    closed = minutes(SITE.with_all(hourly=0), MONDAY + 14)
    *_, last = Walk(learned()).situations(closed.coarse(0, 60 * hour + 5))
    assert last.hour_ended
    assert last.usual is not None
    one = alert(active=False)
    one.skip_closed_day(last, last.usual, [CountShift(0, 1.5, 0.0, 100.0, 24)])
    assert one.fresh == (last.hour if fresh is None else fresh)
