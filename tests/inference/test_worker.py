import asyncio
import threading

import pytest

from driftwatch.errors import BusyError
from driftwatch.inference.worker import OWN_SHARE, ModelTurn, Worker
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


async def order_of(worker: Worker, turns: list[ModelTurn]) -> str:
    """The names of the jobs in the order in which they ran, all of them asked for before the first one begins."""
    gate, served = threading.Event(), list[str]()
    first = asyncio.ensure_future(worker.do(gate.wait))
    await started(worker)
    calls = [worker.start(lambda turn=turn: served.append(turn.caller), turn) for turn in turns]
    gate.set()
    await asyncio.gather(first, *calls)
    worker.close()
    return " ".join(served)


async def test_who_gives_way_waits_for_every_caller_and_takes_turns_with_its_like() -> None:
    own = [ModelTurn("cam-1", gives_way=True), ModelTurn("cam-2", gives_way=True)]
    served = await order_of(Worker("model"), [*own, *own, ModelTurn("a"), ModelTurn("a"), ModelTurn("b")])
    assert served == "a b a cam-1 cam-2 cam-1 cam-2"


async def test_callers_without_end_leave_one_turn_in_eight_to_who_gives_way() -> None:
    served = await order_of(Worker("model"), [ModelTurn("own", gives_way=True)] * 3 + [ModelTurn("a")] * 20)
    assert served.split() == [*["a"] * (OWN_SHARE - 1), "own"] * 2 + ["a"] * 6 + ["own"]


async def test_a_frame_that_has_grown_old_while_it_waited_is_refused_and_the_next_one_runs() -> None:
    now = 0.0
    worker = Worker("model", clock=lambda: now)
    gate = threading.Event()
    first = asyncio.ensure_future(worker.do(gate.wait))
    await started(worker)
    old = worker.start(lambda: "answered", ModelTurn("cam", most_wait=10.0))
    patient = worker.start(lambda: "answered", ModelTurn("other"))
    now = 10.1
    fresh = worker.start(lambda: "answered", ModelTurn("cam", most_wait=10.0))
    now = 20.0
    gate.set()
    assert await first
    with pytest.raises(BusyError, match=r'"model" is busy: this frame has waited 20.0 s for its turn and is old'):
        await old
    assert [await patient, await fresh] == ["answered", "answered"]
    worker.close()


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
