"""Ends a task that somebody keeps going."""

import asyncio
from typing import Any, Final

AGAIN: Final = 0.5
"""Seconds after which a task that goes on is told once more."""


async def end(task: "asyncio.Task[Any]", again: float = AGAIN) -> None:
    """Cancels `task` until it has ended, however that was. again: seconds that it gets to clean up.

    Once is not enough: up to Python 3.11 asyncio.wait_for gives the answer that arrives in the instant of a
    cancellation and forgets the cancellation, and grpclib turns one into the error of a broken connection.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=again)
