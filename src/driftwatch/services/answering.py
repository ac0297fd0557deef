"""Turns our errors into gRPC statuses with plain words, instead of UNKNOWN with a file name and a line number."""

import functools
from collections.abc import Callable, Coroutine
from types import CoroutineType
from typing import Any, Final, ParamSpec, TypeVar

from grpclib import GRPCError, Status

from driftwatch import errors

P = ParamSpec("P")
R = TypeVar("R")

STATUS_OF: Final[dict[type[errors.DriftwatchError], Status]] = {
    errors.ConfigError: Status.INVALID_ARGUMENT,
    errors.TensorError: Status.INVALID_ARGUMENT,
    errors.ImageError: Status.INVALID_ARGUMENT,
    errors.LabelError: Status.FAILED_PRECONDITION,
    errors.ModelError: Status.FAILED_PRECONDITION,
    errors.OutputError: Status.INTERNAL,
    errors.BusyError: Status.RESOURCE_EXHAUSTED,
    errors.CameraError: Status.UNAVAILABLE,
    errors.FootageError: Status.FAILED_PRECONDITION,
}


def plain(error: errors.DriftwatchError) -> GRPCError:
    return GRPCError(STATUS_OF.get(type(error), Status.UNKNOWN), str(error))


def answers_plainly(method: Callable[P, Coroutine[Any, Any, R]]) -> "Callable[P, CoroutineType[Any, Any, R]]":
    """For a method that viam-server calls: errors of ours reach the caller as a status and one line of text."""

    @functools.wraps(method)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await method(*args, **kwargs)
        except errors.DriftwatchError as error:
            raise plain(error) from error

    return answer
