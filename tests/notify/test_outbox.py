from driftwatch.notify.outbox import ATTEMPTS, MOST_WAITING, Outbox, WaitingMessage
from tests.notify.making import message


def test_messages_go_in_their_order() -> None:
    outbox = Outbox()
    assert outbox.due(0) is None
    outbox.put(message(number="1"))
    outbox.put(message(number="2"))
    assert outbox.due(0) == message(number="1")
    outbox.taken()
    assert outbox.due(0) == message(number="2")
    outbox.taken()
    assert outbox.due(0) is None


def test_it_is_tried_again_with_growing_delays_for_a_week_and_given_up() -> None:
    outbox, now = Outbox([WaitingMessage(message())]), 0.0
    delays: list[float] = []
    while True:
        assert outbox.due(now) == message()
        if outbox.refused(now):
            break
        (delay,) = (
            seconds for seconds in (5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600)
            if outbox.due(now + seconds - 0.1) is None and outbox.due(now + seconds) is not None
        )  # fmt: skip
        delays.append(delay)
        now += delay
    assert delays[:3] == [5, 10, 20]
    assert delays == sorted(delays)
    assert len(delays) == ATTEMPTS - 1
    assert 7 < now / 86_400 < 7.2
    assert outbox.waiting == ()


def test_one_that_follows_is_not_kept_waiting_for_the_delay_of_the_one_before() -> None:
    outbox = Outbox([WaitingMessage(message(number="1"), ATTEMPTS - 2), WaitingMessage(message(number="2"))])
    assert not outbox.refused(0)
    assert outbox.due(3599) is None
    assert outbox.refused(3600)
    assert outbox.due(3600) == message(number="2")


def test_when_too_many_wait_the_oldest_goes() -> None:
    outbox = Outbox()
    assert [outbox.put(message(number=str(one))) for one in range(MOST_WAITING)] == [None] * MOST_WAITING
    assert outbox.put(message(number="last")) == message(number="0")
    assert len(outbox.waiting) == MOST_WAITING
