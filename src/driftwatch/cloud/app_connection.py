"""Calls to Viam's app: each with a deadline, a new token when the old one is refused, and errors in plain words."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from grpclib import GRPCError, Status
from grpclib.client import Channel
from viam.proto.rpc.auth import AuthenticateRequest, AuthServiceStub, Credentials

from driftwatch.cloud.keys import OwnerKey
from driftwatch.cloud.ports import AppError

T = TypeVar("T")

SECONDS: Final = 30.0
_NOT_DONE: Final = frozenset(
    {
        Status.UNAUTHENTICATED, Status.PERMISSION_DENIED, Status.NOT_FOUND, Status.INVALID_ARGUMENT,
        Status.FAILED_PRECONDITION, Status.ABORTED, Status.ALREADY_EXISTS, Status.UNIMPLEMENTED,
        Status.RESOURCE_EXHAUSTED,
    }
)  # fmt: skip
"""Statuses of a call that was refused; after any other it may have been done."""


class AppConnection:
    """Connects at the first call. Close it."""

    def __init__(self, key: OwnerKey, seconds: float = SECONDS) -> None:
        """seconds: that one call may take."""
        self._key = key
        self._seconds = seconds
        self._channel: Channel | None = None
        self._metadata: dict[str, str] = {}

    async def call(self, name: str, run: Callable[[Channel, dict[str, str]], Awaitable[T]]) -> T:
        """Gives what `run` gives for a channel and its metadata. name: of the call, for errors. Raises AppError."""
        for attempt in (1, 2):
            channel = await self._opened()
            try:
                return await asyncio.wait_for(run(channel, self._metadata), self._seconds)
            except GRPCError as error:
                if error.status is Status.UNAUTHENTICATED and attempt == 1:
                    self.close()  # tokens end: a call that was refused was not done
                    continue
                raise self._problem(name, error) from error
            except Exception as error:
                self.close()  # a line that was cut may stay silent
                raise self._problem(name, error) from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    async def _opened(self) -> Channel:
        if self._channel is not None:
            return self._channel
        context = None
        if self._key.is_secure:
            context = await asyncio.to_thread(ssl.create_default_context)
            context.set_alpn_protocols(["h2"])
        channel = Channel(self._key.host, self._key.port, ssl=context)
        request = AuthenticateRequest(
            entity=self._key.key_id, credentials=Credentials(type="api-key", payload=self._key.key)
        )
        try:
            answer = await asyncio.wait_for(AuthServiceStub(channel).Authenticate(request), self._seconds)
        except Exception as error:
            channel.close()
            problem = self._problem("Authenticate", error)
            raise AppError(str(problem), in_doubt=False) from error
        except BaseException:
            channel.close()
            raise
        self._channel, self._metadata = channel, {"authorization": f"Bearer {answer.access_token}"}
        return channel

    def _problem(self, name: str, error: Exception) -> AppError:
        if isinstance(error, GRPCError):
            words = self._key.hidden_in(error.message or error.status.name)
            return AppError(f"{name} was refused: {words}" if error.status in _NOT_DONE else f"{name} failed: {words}",
                            in_doubt=error.status not in _NOT_DONE)  # fmt: skip
        if isinstance(error, (asyncio.TimeoutError, TimeoutError)):
            return AppError(f"{name}: no answer within {self._seconds:g} s; it may have been done")
        if isinstance(error, ConnectionRefusedError):
            return AppError(f"{name}: the app cannot be reached, the connection was refused", in_doubt=False)
        return AppError(f"{name}: the connection was cut ({type(error).__name__}); it may have been done")
