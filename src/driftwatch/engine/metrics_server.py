"""Serves one page of text to programs of this host."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from driftwatch.concurrency import cancel_and_wait

HOST: Final = "127.0.0.1"
PATH: Final = "/metrics"
MOST_CONNECTIONS: Final = 8
"""At one time; whoever comes then is cut off."""
SECONDS: Final = 10.0
"""In which a caller must have asked and taken the answer."""
_HEAD_BYTES: Final = 8192
_OURS: Final = ("localhost", HOST)


class MetricsServer:
    """GET http://127.0.0.1:PORT/metrics, one answer a connection. For one event loop."""

    def __init__(self, page: Callable[[], Awaitable[str]], content_type: str) -> None:
        """page: the text; asked for once a request."""
        self._page, self._content_type = page, content_type
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    async def open(self, port: int) -> None:
        """Raises OSError where the port cannot be served."""
        self._server = await asyncio.start_server(self._accept, HOST, port, limit=_HEAD_BYTES)

    async def close(self) -> None:
        """Ends it, and what is being answered."""
        if self._server is not None:
            self._server.close()
        for task in list(self._serving):
            await cancel_and_wait(task)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._serving) >= MOST_CONNECTIONS:
            writer.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = (OSError, asyncio.TimeoutError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
        try:
            with contextlib.suppress(*gone):
                await asyncio.wait_for(self._answer(reader, writer), SECONDS)
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, content_type, body = await self._response(head)
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)
        await writer.drain()
        writer.write_eof()
        await reader.read(1)  # until the caller has taken it and closes

    async def _response(self, head: list[str]) -> tuple[str, str, bytes]:
        method, _, rest = head[0].partition(" ")
        plain = "text/plain; charset=utf-8"
        if not _is_for_this_host(head[1:]):
            return "403 Forbidden", plain, b"this is for programs of this host, by the name localhost\n"
        if rest.split(" ")[0].partition("?")[0] != PATH:
            return "404 Not Found", plain, f"only {PATH} is here\n".encode()
        if method != "GET":
            return "405 Method Not Allowed", plain, b"only GET\n"
        return "200 OK", self._content_type, (await self._page()).encode(errors="replace")


def _is_for_this_host(headers: list[str]) -> bool:
    """A page in a browser can point a name of its own at this host, but not call it `localhost` (DNS rebinding)."""
    for header in headers:
        name, _, value = header.partition(":")
        if name.strip().lower() == "host":
            return value.strip().lower().partition(":")[0] in _OURS
    return True  # HTTP/1.0, which no browser speaks
