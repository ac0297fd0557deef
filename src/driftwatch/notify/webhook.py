"""Sends messages to a web address."""

import asyncio
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import Final

from driftwatch.notify.line import DeliveryError
from driftwatch.notify.message import AlertMessage
from driftwatch.notify.secret import secret_of
from driftwatch.notify.settings import WebhookSettings, address
from driftwatch.notify.template import filled
from driftwatch.tls import client_context

_CONNECT_SECONDS: Final = 10.0
_WHOLE_SECONDS: Final = 30.0  # a server that answers a byte at a time is left after these


class WebhookLine:
    """One POST a message, on a thread of its own; a redirection is not followed, and what is answered is not read.

    environment: of the module. keep_secret: is given the secret before it is used, so that no line of a log holds it.
    What goes wrong is said without the address but for its host: its path may be a secret.
    """

    def __init__(
        self, settings: WebhookSettings, environment: Mapping[str, str], keep_secret: Callable[[str], None]
    ) -> None:
        parts = address(settings.url)
        assert parts is not None, "the settings were checked"
        assert parts.hostname is not None
        self._settings, self._environment, self._keep_secret = settings, environment, keep_secret
        self._host, self._port, self._is_secure = parts.hostname, parts.port, parts.scheme == "https"
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    @property
    def name(self) -> str:
        return f"webhook {self._host}"

    async def deliver(self, message: AlertMessage) -> None:
        """Raises DeliveryError, as also for an answer that is no 2xx."""
        await asyncio.to_thread(self._post, message)

    def _post(self, message: AlertMessage) -> None:
        fields = message.fields()
        content = json.dumps(filled(self._settings.body, fields) or fields).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "driftwatch"}
        if secret := secret_of(self._settings, self._environment):
            self._keep_secret(secret)
            headers[self._settings.header] = secret
        try:
            status = self._status_of(content, headers)
        except ssl.SSLCertVerificationError as error:
            words = f"{self._host} does not prove who it is: {error.verify_message}"
            raise DeliveryError(words) from None
        except TimeoutError:
            raise DeliveryError(f"{self._host} has not answered in time") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeliveryError(f"{self._host} cannot be reached: {_why(error)}") from None
        if not 200 <= status < 300:
            raise DeliveryError(f"{self._host} does not take the message: HTTP status {status}{_hint(status)}")

    def _status_of(self, content: bytes, headers: Mapping[str, str]) -> int:
        connection = self._connection()
        watchdog = threading.Timer(_WHOLE_SECONDS, _break_off, [connection])
        watchdog.daemon = True
        watchdog.start()
        try:
            connection.request("POST", self._target, content, dict(headers))
            return connection.getresponse().status
        finally:
            watchdog.cancel()
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._is_secure:
            context = client_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=_CONNECT_SECONDS, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=_CONNECT_SECONDS)


def _break_off(connection: http.client.HTTPConnection) -> None:
    sock: socket.socket | None = connection.sock
    if sock is not None:
        sock.shutdown(socket.SHUT_RDWR)


def _why(error: Exception) -> str:
    """In words that hold nothing of the request."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return f"the answer is no HTTP ({type(error).__name__})"


def _hint(status: int) -> str:
    if status in (401, 403):
        return " (is the secret right?)"
    if 300 <= status < 400:
        return " (a redirection, which is not followed: set the address that it leads to)"
    return ""
