"""Calls between the module and its machine."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from grpclib.exceptions import StreamTerminatedError
from grpclib.server import Stream

R = TypeVar("R")


async def call_again_if_cut(call: Callable[[], Awaitable[R]]) -> R:
    """Calls once more where the connection was cut: the first call over a new connection can fail, the second does not.

    Raises what the second call raises.
    """
    try:
        return await call()
    except StreamTerminatedError:
        return await call()


def seconds_left(stream: Stream[Any, Any]) -> float | None:
    """Until the caller gives up; None where it does not."""
    return stream.deadline.time_remaining() if stream.deadline else None
