"""What a machine runs out of reaches the caller in plain words, and the next call is answered."""

import errno
import os

import cv2
import pytest
from grpclib import GRPCError, Status

from driftwatch.errors import ModelError
from driftwatch.services.rpc.grpc_errors import translated


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)), "not enough memory"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "as many files and connections open as it may"),
        (OSError(errno.ENFILE, os.strerror(errno.ENFILE)), "as many files and connections open as it may"),
        (RuntimeError("can't start new thread"), "no more threads"),
    ],
)
async def test_what_the_machine_has_no_more_of_is_said(error: Exception, words: str) -> None:
    @translated
    async def call() -> None:
        raise error

    with pytest.raises(GRPCError, match=words) as told:
        await call()
    assert told.value.status is Status.RESOURCE_EXHAUSTED


@pytest.mark.parametrize("error", [RuntimeError("other"), OSError(errno.EACCES, "denied"), cv2.error("other")])
async def test_other_faults_are_not_explained_away(error: Exception) -> None:
    @translated
    async def call() -> None:
        raise error

    with pytest.raises(type(error)):
        await call()


async def test_errors_of_ours_keep_their_status() -> None:
    @translated
    async def call() -> None:
        raise ModelError("no such file")

    with pytest.raises(GRPCError, match="no such file") as told:
        await call()
    assert told.value.status is Status.FAILED_PRECONDITION
