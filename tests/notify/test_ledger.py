import pytest

from driftwatch.monitoring.record import RecordError
from driftwatch.notify.changes import CALM_SECONDS
from driftwatch.notify.ledger import NotifyLedger, NotifyRecord, unpacked
from driftwatch.notify.message import Showing
from driftwatch.observation import Moment
from tests.notify.making import ALARM, PLACE

CALM = Showing("ok")


def moment(seconds: float) -> Moment:
    return Moment(1_790_000_000 + seconds, seconds)


def test_every_line_gets_each_change_once_and_the_end_says_what_has_ended() -> None:
    ledger = NotifyLedger(["resource", "webhook"])
    assert ledger.see(ALARM, PLACE, moment(0))
    assert not ledger.see(ALARM, PLACE, moment(1))
    assert not ledger.see(CALM, PLACE, moment(2))
    assert ledger.see(CALM, PLACE, moment(2 + CALM_SECONDS))
    assert ledger.waiting == 4
    for outbox in ledger.outboxes.values():
        first, second = (one.message for one in outbox.waiting)
        assert (first.previous_state, first.shown, first.place) == ("ok", ALARM, PLACE)
        assert (second.previous_state, second.shown) == ("drift", Showing("ok", ALARM.cause))
        assert first.id != second.id


def test_a_restart_neither_forgets_what_waits_nor_announces_again_what_was_announced() -> None:
    before = NotifyLedger(["resource", "webhook"])
    before.see(ALARM, PLACE, moment(0))
    before.outboxes["webhook"].taken()
    before.outboxes["resource"].refused(0)
    after = NotifyLedger(["resource", "webhook"], unpacked(before.packed()))
    assert not after.see(ALARM, PLACE, moment(60))
    assert after.outboxes["webhook"].waiting == ()
    assert after.outboxes["resource"].waiting == before.outboxes["resource"].waiting
    assert after.outboxes["resource"].waiting[0].attempts == 1
    after.see(CALM, PLACE, moment(61))
    assert after.see(CALM, PLACE, moment(61 + CALM_SECONDS))
    assert after.outboxes["webhook"].waiting[0].message.shown.cause == ALARM.cause


def test_what_waits_for_a_line_that_is_gone_is_dropped() -> None:
    before = NotifyLedger(["resource"])
    before.see(ALARM, PLACE, moment(0))
    assert NotifyLedger(["webhook"], unpacked(before.packed())).waiting == 0


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"{}", b"null", b'{"schema": 1, "announced": "bad"}', b'{"schema": 9}']
)
def test_a_record_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(RecordError):
        unpacked(body)


def test_a_new_one_has_announced_that_all_is_well() -> None:
    assert unpacked(NotifyLedger([]).packed()) == NotifyRecord("ok", "", {})
