"""A connection to Viam's app with a token that it accepts.

The SDK's own client of the app is not used: making one connects and resolves names on the event loop, where a network
that swallows packets would hold up every inference for up to 20 seconds.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import TypeVar

from grpclib import GRPCError, Status
from grpclib.client import Channel
from viam.proto.rpc.auth import AuthenticateRequest, AuthServiceStub, Credentials

from driftwatch.concurrency import run_in_thread
from driftwatch.services.log_lines import without_secrets
from driftwatch.services.upload_routes.app_settings import AppSettings
from driftwatch.tls import client_context
from driftwatch.upload.route import UploadError

R = TypeVar("R")


class AppLink:
    """Connects at the first call. It is not usable after a call that failed: tokens end, and cut lines stay silent."""

    def __init__(self, settings: AppSettings, answer_seconds: float) -> None:
        self._settings = settings
        self._answer_seconds = answer_seconds
        self._channel: Channel | None = None
        self._metadata: dict[str, str] = {}

    async def call(self, seconds: float, run: "Callable[[Channel, dict[str, str]], Awaitable[R]]") -> R:
        """Gives what `run` gives for a channel and its metadata. Raises UploadError."""
        if self._channel is None:
            await self._open()
        assert self._channel is not None
        try:
            return await asyncio.wait_for(run(self._channel, self._metadata), seconds)
        except Exception as error:
            self.close()
            raise problem_of(error, seconds) from error

    def close(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    async def _open(self) -> None:
        """Raises UploadError without doubt: no frame was sent."""
        settings = self._settings
        context = await run_in_thread(_tls) if settings.is_secure else None
        channel = Channel(settings.host, settings.port, ssl=context)
        request = AuthenticateRequest(
            entity=settings.key_id, credentials=Credentials(type="api-key", payload=settings.key)
        )
        try:
            answer = await asyncio.wait_for(AuthServiceStub(channel).Authenticate(request), self._answer_seconds)
        except Exception as error:
            channel.close()
            problem = problem_of(error, self._answer_seconds)
            refused = isinstance(error, GRPCError) and (problem.kind in ("again", "never"))
            words = f"the app does not accept the API key: {problem}" if refused else str(problem)
            raise UploadError(words, "never" if refused else problem.kind, in_doubt=False) from error
        except BaseException:
            channel.close()
            raise
        self._channel, self._metadata = channel, {"authorization": f"Bearer {answer.access_token}"}


def _tls() -> ssl.SSLContext:
    context = client_context()
    context.set_alpn_protocols(["h2"])
    return context


def problem_of(error: Exception, seconds: float) -> UploadError:
    """Describes the fault of a call that had `seconds`."""
    if isinstance(error, GRPCError):
        return _refusal(error.status, without_secrets(error.message or error.status.name))
    if isinstance(error, (asyncio.TimeoutError, TimeoutError)):
        return UploadError(f"the app has not answered within {seconds:.0f} s")
    if isinstance(error, ConnectionRefusedError):
        return UploadError("the app cannot be reached: the connection was refused")
    if isinstance(error, OSError):
        return UploadError(f"the app cannot be reached: {error.strerror or error}")
    return UploadError(f"the connection to the app was cut ({type(error).__name__})")


def _refusal(status: Status, text: str) -> UploadError:
    match status:
        case Status.UNAUTHENTICATED:
            return UploadError(f"the app does not accept the token any more: {text}", "again", False)
        case Status.PERMISSION_DENIED:
            words = f"the API key may not upload data of this machine, for which it has to be an owner's: {text}"
            return UploadError(words, "never", False)
        case Status.NOT_FOUND:
            return UploadError(f"the app does not know the data set or the machine: {text}", "never", False)
        case Status.INVALID_ARGUMENT | Status.FAILED_PRECONDITION | Status.OUT_OF_RANGE | Status.UNIMPLEMENTED:
            return UploadError(f"the app does not take the frame: {text}", "never", False)
        case Status.RESOURCE_EXHAUSTED:
            return UploadError(f"the app takes no more for now, by quota or rate: {text}", "much_later", False)
        case _:
            return UploadError(f"the app could not take the frame: {text}")
