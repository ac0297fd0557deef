"""Our module with everything done where the call arrives, on the event loop, as the SDK's examples do it.

What is left of the difference to our module is the threads alone.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from driftwatch import concurrency
from driftwatch.inference import worker

T = TypeVar("T")


async def _at_once(job: Callable[[], T]) -> T:
    return job()


def _at_once_for(_: worker.Worker, job: Callable[[], T], *_caller: str) -> "asyncio.Future[T]":
    answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    try:
        answer.set_result(job())
    except Exception as error:
        answer.set_exception(error)
    return answer


if __name__ == "__main__":
    concurrency.run_in_thread = _at_once
    setattr(worker.Worker, "start", _at_once_for)  # noqa: B010  a plain assignment would claim to have its signature
    from driftwatch.services.module import serve  # only now: its modules take the names above as they are

    asyncio.run(serve())
