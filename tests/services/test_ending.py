import asyncio

from driftwatch.services.ending import end


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
    await asyncio.wait_for(end(task, 0.01), 10)
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
    await asyncio.wait_for(end(task, 0.01), 10)
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
    await end(task)
    assert cleaned == [True]


async def test_one_that_has_failed_has_ended() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    await end(task)
    assert isinstance(task.exception(), ZeroDivisionError)
