import threading

from driftwatch.observation import Moment
from driftwatch.watch.inbox import FrozenFrame, Inbox

ITEM = FrozenFrame(Moment(0.0, 0.0))


def test_the_oldest_falls_out_and_is_counted() -> None:
    inbox = Inbox(3)
    for second in range(5):
        inbox.put(FrozenFrame(Moment(0.0, float(second))))
    assert [item.at.monotonic for item in inbox.drain()] == [2.0, 3.0, 4.0]
    assert inbox.lost == 2
    assert inbox.drain() == []


def test_many_threads_put_and_nothing_is_lost_or_doubled() -> None:
    inbox = Inbox(100_000)
    threads = [threading.Thread(target=lambda: [inbox.put(ITEM) for _ in range(5000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    taken = 0
    while any(thread.is_alive() for thread in threads):
        taken += len(inbox.drain())
    for thread in threads:
        thread.join()
    assert taken + len(inbox.drain()) == 20_000
