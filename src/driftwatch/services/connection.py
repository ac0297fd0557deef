"""Calls from the module to its machine."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from grpclib.exceptions import StreamTerminatedError

R = TypeVar("R")


async def call_again_if_cut(call: Callable[[], Awaitable[R]]) -> R:
    """Calls once more where the connection was cut: the first call over a new connection can fail, the second does not.

    Raises what the second call raises.
    """
    try:
        return await call()
    except StreamTerminatedError:
        return await call()
