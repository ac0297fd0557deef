"""A call that is made again until the machine is there to answer it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from grpclib.exceptions import GRPCError
from viam.errors import ResourceNotFoundError

from tests.waiting import pause

T = TypeVar("T")


async def once_there(ask: Callable[[], Awaitable[T]], timeout: float = 60) -> T:
    """What a service answers after its module crashed. The last error is raised after `timeout` seconds.

    A service that is there before its camera is made again once the camera is there, and is gone meanwhile.
    """
    begun = time.monotonic()
    while True:
        try:
            return await ask()
        except (ResourceNotFoundError, GRPCError):
            waited = time.monotonic() - begun
            if waited > timeout:
                raise
            await asyncio.sleep(pause(waited, 0.1))
