"""Turns our errors into gRPC statuses with plain words, instead of UNKNOWN with a file name and a line number."""

import contextlib
import errno
import functools
from collections.abc import Callable, Coroutine, Generator
from types import CoroutineType
from typing import Any, Final, ParamSpec, TypeVar

from grpclib import GRPCError, Status

from driftwatch import errors
from driftwatch.storage.health import StoreError

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
    StoreError: Status.UNAVAILABLE,
}


def to_grpc(error: errors.DriftwatchError) -> GRPCError:
    status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), Status.UNKNOWN)
    return GRPCError(status, str(error))


@contextlib.contextmanager
def translating() -> Generator[None, None, None]:
    """Errors of ours leave the block as a status and one line of text."""
    try:
        yield
    except errors.DriftwatchError as error:
        raise to_grpc(error) from error
    except (MemoryError, OSError, RuntimeError) as error:
        words = _exhausted(error)
        if not words:
            raise
        raise GRPCError(Status.RESOURCE_EXHAUSTED, words) from error


def _exhausted(error: Exception) -> str:
    """What the machine has no more of, in plain words; "" where it is something else."""
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return "the machine has not enough memory for this call; it goes on with the next one"
    if getattr(error, "errno", None) in (errno.EMFILE, errno.ENFILE):
        return "the module has as many files and connections open as it may; it goes on once some are closed"
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return "the machine lets the module start no more threads; it goes on once some have ended"
    return ""


def translated(method: Callable[P, Coroutine[Any, Any, R]]) -> "Callable[P, CoroutineType[Any, Any, R]]":
    """For a method that viam-server calls: errors of ours reach the caller as a status and one line of text."""

    @functools.wraps(method)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        with translating():
            return await method(*args, **kwargs)

    return answer
