import threading
from concurrent.futures import Future
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from driftwatch.watch.reorder_buffer import HELD, HELD_BYTES, ReorderBuffer

Passed = list[tuple[int, str | None]]


def gate() -> tuple[ReorderBuffer[int, str], Passed]:
    passed: Passed = []
    return ReorderBuffer[int, str](lambda item, answer: passed.append((item, answer))), passed


def test_what_waits_for_nothing_passes_at_once() -> None:
    order, passed = gate()
    order.put(1, 10, None)
    assert passed == [(1, None)]


def test_what_comes_after_something_that_waits_waits_with_it() -> None:
    order, passed = gate()
    answer: Future[str | None] = Future()
    order.put(1, 10, answer)
    order.put(2, 10, None)
    assert passed == []
    answer.set_result("yes")
    assert passed == [(1, "yes"), (2, None)]


def test_an_answer_that_is_there_already_is_passed_on() -> None:
    order, passed = gate()
    answer: Future[str | None] = Future()
    answer.set_result("yes")
    order.put(1, 10, answer)
    assert passed == [(1, "yes")]


def test_where_too_many_wait_the_oldest_goes_on_without_its_answer() -> None:
    order, passed = gate()
    late: Future[str | None] = Future()
    order.put(0, 10, late)
    for item in range(1, HELD):
        order.put(item, 10, None)
    assert passed == []
    order.put(HELD, 10, None)
    assert passed == [(item, None) for item in range(HELD + 1)]
    late.set_result("too late")
    assert len(passed) == HELD + 1


def test_the_bytes_that_wait_are_bounded() -> None:
    order, passed = gate()
    answers: list[Future[str | None]] = [Future(), Future()]
    order.put(1, HELD_BYTES // 2, answers[0])
    order.put(2, HELD_BYTES // 2, answers[1])
    assert passed == []
    order.put(3, 1, None)
    assert passed == [(1, None)]


def test_at_the_end_everything_passes() -> None:
    order, passed = gate()
    order.put(1, 10, Future())
    order.put(2, 10, None)
    order.flush()
    assert passed == [(1, None), (2, None)]


@given(st.lists(st.booleans(), max_size=60), st.randoms())
def test_everything_passes_once_and_in_order_whenever_answers_come(waits: list[bool], chance: Random) -> None:
    order, passed = gate()
    waiting: list[tuple[int, Future[str | None]]] = []
    for item, has_to_wait in enumerate(waits):
        answer: Future[str | None] | None = Future() if has_to_wait else None
        order.put(item, 1000, answer)
        if answer is not None:
            waiting.append((item, answer))
        if waiting and chance.random() < 0.4:
            number, one = waiting.pop(chance.randrange(len(waiting)))
            one.set_result(str(number))
    for number, one in waiting:
        one.set_result(str(number))
    assert [item for item, _ in passed] == list(range(len(waits)))
    assert all(answer in (None, str(item)) for item, answer in passed)


def test_many_threads_keep_the_order_of_one() -> None:
    order, passed = gate()
    answers: list[Future[str | None]] = [Future() for _ in range(HELD)]
    for item, answer in enumerate(answers):
        order.put(item, 1, answer)
    threads = [threading.Thread(target=answer.set_result, args=(None,)) for answer in reversed(answers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [item for item, _ in passed] == list(range(HELD))


def test_one_thing_is_released_at_a_time_whoever_puts_or_answers() -> None:
    inside, overlapping, may_go = threading.Event(), threading.Event(), threading.Event()
    passed: list[int] = []

    def release(item: int, answer: str | None) -> None:
        if inside.is_set() and not may_go.is_set():
            overlapping.set()
        inside.set()
        may_go.wait(10)
        passed.append(item)

    order = ReorderBuffer[int, str](release)
    threads = [threading.Thread(target=order.put, args=(item, 1, None)) for item in (1, 2)]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    assert not overlapping.wait(0.2)
    may_go.set()
    for thread in threads:
        thread.join(10)
    assert passed == [1, 2]
