import asyncio
import threading

import pytest

from driftwatch.errors import BusyError
from driftwatch.inference.worker import Worker
from tests.waiting import until


async def test_jobs_run_one_after_the_other_on_one_thread_of_the_workers_own() -> None:
    worker = Worker("model")
    running: list[int] = []

    def job() -> tuple[str, int]:
        running.append(1)
        most = len(running)
        running.pop()
        return threading.current_thread().name, most

    answers = await asyncio.gather(*(worker.do(job) for _ in range(20)))
    worker.close()
    assert {most for _, most in answers} == {1}
    assert {name for name, _ in answers} == {"model_0"}
    assert threading.current_thread().name != "model_0"


async def test_as_many_jobs_run_at_once_as_there_are_lanes() -> None:
    worker, together = Worker("model", lanes=2), threading.Barrier(2)
    arrived = await asyncio.gather(worker.do(lambda: together.wait(10)), worker.do(lambda: together.wait(10)))
    assert sorted(arrived) == [0, 1]
    worker.close()


async def test_more_calls_than_the_limit_are_refused_in_words_and_other_callers_still_served() -> None:
    worker = Worker("model", limit=2)
    gate = threading.Event()
    running = asyncio.ensure_future(worker.do(gate.wait))
    await started(worker)
    waiting = [asyncio.ensure_future(worker.do(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError, match='"model" is busy: 2 calls already wait'):
        await worker.do(gate.wait)
    other = asyncio.ensure_future(worker.do(gate.wait, "other"))
    gate.set()
    assert await asyncio.gather(running, *waiting, other) == [True] * 4
    assert worker.waiting == 0
    worker.close()


async def test_callers_take_turns_whoever_asks_more_often() -> None:
    worker = Worker("model")
    gate, served = threading.Event(), list[str]()
    first = asyncio.ensure_future(worker.do(gate.wait))
    await started(worker)
    calls = [asyncio.ensure_future(worker.do(lambda: served.append("greedy"), "greedy")) for _ in range(5)]
    await asyncio.sleep(0)
    calls += [asyncio.ensure_future(worker.do(lambda: served.append("modest"), "modest")) for _ in range(2)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *calls)
    worker.close()
    assert served == ["greedy", "modest", "greedy", "modest", "greedy", "greedy", "greedy"]


async def test_what_a_job_raises_reaches_its_caller() -> None:
    worker = Worker("model")
    with pytest.raises(ZeroDivisionError):
        await worker.do(lambda: 1 // 0)
    assert await worker.do(lambda: "still there") == "still there"
    worker.close()


async def test_closing_lets_nobody_wait_for_ever() -> None:
    worker = Worker("model")
    gate = threading.Event()
    running = asyncio.ensure_future(worker.do(gate.wait))
    await started(worker)
    waiting = asyncio.ensure_future(worker.do(gate.wait))
    await asyncio.sleep(0)
    worker.close()
    gate.set()
    assert await running
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_cancelled_job_does_not_run() -> None:
    worker = Worker("model")
    gate, ran = threading.Event(), list[str]()
    first = asyncio.ensure_future(worker.do(gate.wait))
    await started(worker)
    second = asyncio.ensure_future(worker.do(lambda: ran.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    gate.set()
    await first
    await worker.do(lambda: ran.append("third"))
    worker.close()
    assert ran == ["third"]


async def test_a_closed_worker_leaves_no_thread() -> None:
    worker = Worker("short-lived")
    await worker.do(lambda: None)
    (thread,) = [thread for thread in threading.enumerate() if thread.name.startswith("short-lived")]
    worker.close()
    thread.join(5)
    assert not thread.is_alive()


async def started(worker: Worker) -> None:
    """Returns when the job that was asked for runs, so that nothing waits."""
    await asyncio.sleep(0)
    await asyncio.to_thread(until, lambda: worker.waiting == 0, 10, "the first job to run")
