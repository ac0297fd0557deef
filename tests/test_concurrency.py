import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from driftwatch.concurrency import (
    MOST_STALLED,
    InFlight,
    SingleFlight,
    StalledError,
    cancel_and_wait,
    run_apart,
    run_in_thread,
)
from tests.waiting import until_async


async def test_other_blocking_work_leaves_the_event_loop_free() -> None:
    assert (await run_in_thread(lambda: threading.current_thread().name)).startswith("shared")


async def test_a_task_that_overhears_it_is_told_again() -> None:
    waits, heard = asyncio.Event(), list[bool]()

    async def stubborn() -> None:
        while True:
            waits.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                heard.append(True)
                if len(heard) == 3:
                    raise

    task = asyncio.create_task(stubborn())
    await waits.wait()
    await asyncio.wait_for(cancel_and_wait(task, 0.01), 10)
    assert task.cancelled()


async def test_an_answer_in_the_instant_of_the_cancellation_does_not_keep_it_going() -> None:
    """What asyncio.wait_for does up to Python 3.11."""
    asked = asyncio.Event()
    answer = asyncio.get_running_loop().create_future()

    async def ask_for_ever() -> None:
        asked.set()
        await asyncio.wait_for(answer, 10)
        await asyncio.Event().wait()

    task = asyncio.create_task(ask_for_ever())
    await asked.wait()
    answer.set_result(None)
    await asyncio.wait_for(cancel_and_wait(task, 0.01), 10)
    assert task.cancelled()


async def test_one_that_cleans_up_is_let_do_so() -> None:
    begun, cleaned = asyncio.Event(), list[bool]()

    async def tidy() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.02)
            cleaned.append(True)

    task = asyncio.create_task(tidy())
    await begun.wait()
    await cancel_and_wait(task)
    assert cleaned == [True]


async def test_one_that_has_failed_has_ended() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    await cancel_and_wait(task)
    assert isinstance(task.exception(), ZeroDivisionError)


async def test_closing_waits_for_what_goes_on_and_for_no_longer() -> None:
    in_flight = InFlight()
    assert await in_flight.drain(0)
    with in_flight:
        with in_flight:
            pass
        assert in_flight
        waiting = asyncio.ensure_future(in_flight.drain(60))
        await asyncio.sleep(0)
        assert not waiting.done()
    assert await asyncio.wait_for(waiting, 10)
    assert not in_flight


async def test_patience_ends() -> None:
    in_flight = InFlight()
    with in_flight:
        assert not await in_flight.drain(0.01)


async def test_a_failure_ends_it_too() -> None:
    in_flight = InFlight()
    with pytest.raises(ValueError, match="broken"), in_flight:
        raise ValueError("broken")
    assert await in_flight.drain(0)


class Looks:
    """Counts how often a look was begun; each takes until `gate` is open."""

    def __init__(self) -> None:
        self.begun = 0
        self.gate = asyncio.Event()
        self.now = 0.0

    async def look(self) -> int:
        self.begun += 1
        mine = self.begun
        await self.gate.wait()
        return mine

    def clock(self) -> float:
        return self.now


async def test_callers_of_one_instant_share_a_look() -> None:
    looks = Looks()
    flight: SingleFlight[int] = SingleFlight(0.1, looks.clock)
    calls = [asyncio.ensure_future(flight.get("cam", looks.look)) for _ in range(5)]
    await asyncio.sleep(0)
    looks.gate.set()
    assert await asyncio.gather(*calls) == [1] * 5
    looks.now = 0.1
    assert await flight.get("cam", looks.look) == 1


async def test_an_answer_that_is_too_old_is_not_given_again() -> None:
    looks = Looks()
    looks.gate.set()
    flight: SingleFlight[int] = SingleFlight(0.1, looks.clock)
    assert await flight.get("cam", looks.look) == 1
    looks.now = 0.11
    assert await flight.get("cam", looks.look) == 2


async def test_each_key_has_its_own() -> None:
    looks = Looks()
    looks.gate.set()
    flight: SingleFlight[int] = SingleFlight(0.1, looks.clock)
    assert await flight.get("left", looks.look) == 1
    assert await flight.get("right", looks.look) == 2


async def test_with_0_seconds_every_caller_has_its_own_look() -> None:
    looks = Looks()
    looks.gate.set()
    flight: SingleFlight[int] = SingleFlight(0, looks.clock)
    assert await asyncio.gather(*(flight.get("cam", looks.look) for _ in range(3))) == [1, 2, 3]


async def test_a_cancelled_caller_leaves_the_look_to_the_others() -> None:
    looks = Looks()
    flight: SingleFlight[int] = SingleFlight(0.1, looks.clock)
    first, second = (asyncio.ensure_future(flight.get("cam", looks.look)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    looks.gate.set()
    assert await second == 1


async def test_after_a_failure_the_next_caller_tries_anew() -> None:
    flight: SingleFlight[int] = SingleFlight(10, lambda: 0.0)
    attempts = 0

    async def look() -> int:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise ValueError("no frame")
        return attempts

    with pytest.raises(ValueError, match="no frame"):
        await flight.get("cam", look)
    assert await flight.get("cam", look) == 2


async def test_a_file_that_hangs_is_given_up_and_holds_nobody_up() -> None:
    gate = threading.Event()
    with pytest.raises(StalledError, match=r"the label file /x has not answered within 0\.01 s"):
        await run_apart(gate.wait, 0.01, "the label file /x")
    assert await run_apart(lambda: threading.current_thread().daemon, 10, "another file")
    gate.set()


async def test_what_a_job_raises_is_its_callers() -> None:
    def fail() -> None:
        raise TimeoutError("of the job")

    with pytest.raises(TimeoutError, match="of the job"):
        await run_apart(fail, 10, "a file")


async def test_so_many_jobs_may_hang_and_no_more_until_one_ends() -> None:
    gates = [threading.Event() for _ in range(MOST_STALLED)]
    for gate in gates:
        with pytest.raises(StalledError):
            await run_apart(gate.wait, 0.001, "a file")
    with pytest.raises(StalledError, match=f"not touched: {MOST_STALLED} files hang already"):
        await run_apart(lambda: None, 10, "a file")
    for gate in gates:
        gate.set()

    async def may_run() -> bool:
        try:
            await run_apart(lambda: None, 10, "a file")
        except StalledError:
            return False
        return True

    await until_async(may_run, 10)


async def test_names_that_callers_invent_are_forgotten() -> None:
    made: list[str] = []
    calls: SingleFlight[str] = SingleFlight(60)

    def make(name: str) -> Callable[[], Awaitable[str]]:
        async def answer() -> str:
            made.append(name)
            return name

        return answer

    for name in ["cam", *(f"invented {i}" for i in range(1000))]:
        await calls.get(name, make(name))
        await calls.get("cam", make("cam"))
    assert len(calls._calls) <= 64
