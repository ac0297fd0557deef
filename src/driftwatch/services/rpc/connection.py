"""Calls between the module and its machine."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

from grpclib.exceptions import StreamTerminatedError
from grpclib.server import Stream

R = TypeVar("R")

_DATA_MANAGER: Final = "fromDataManagement"  # in the `extra` of its calls, and of nobody else's


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


def is_from_data_manager(extra: Mapping[str, Any] | None) -> bool:
    """Whether Viam's data manager calls, and not a person or an app."""
    return bool((extra or {}).get(_DATA_MANAGER))
