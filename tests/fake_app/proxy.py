"""A line that breaks when it is told to: a TCP proxy on loopback."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """What becomes of one connection. up, down: it is cut after that many bytes in that direction.

    is_silent: swallows everything. delay: seconds between two pieces of `piece` bytes.
    """

    up: int | None = None
    down: int | None = None
    is_silent: bool = False
    delay: float = 0.0
    piece: int = 65536


@dataclass
class Proxy:
    """faults: of the next connections, in turn; those after them are sound."""

    target: int
    port: int = 0
    faults: list[Fault] = field(default_factory=list[Fault])
    connections: int = 0
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set["asyncio.Task[None]"])
    _server: asyncio.Server | None = None
    _lines: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])

    @property
    def is_open(self) -> bool:
        return self._server is not None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Every line that is open, at this instant."""
        for line in list(self._lines):
            line.transport.abort()

    async def close(self) -> None:
        """Nobody listens any more: connections are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        while self._tasks:
            self.cut()  # one that is just being opened is cut the next time
            await asyncio.wait(self._tasks, timeout=0.05)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        fault = self.faults.pop(0) if self.faults else Fault()
        self._lines.add(writer)
        ends = [writer]
        try:
            with suppress(OSError):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
                self._lines.add(far_writer)
                ends.append(far_writer)
                pumps = [
                    asyncio.ensure_future(_pump(reader, far_writer, fault, fault.up)),
                    asyncio.ensure_future(_pump(far_reader, writer, fault, fault.down)),
                ]
                try:
                    await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for pump in pumps:
                        pump.cancel()
                    await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            for end in ends:
                end.transport.abort()
                self._lines.discard(end)
            self._tasks.discard(task)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault, limit: int | None) -> None:
    """Ends when the line is to be cut."""
    passed = 0
    while piece := await reader.read(fault.piece):
        if fault.is_silent:
            continue
        if fault.delay:
            await asyncio.sleep(fault.delay)
            if reader.at_eof():
                return
        if limit is not None and passed + len(piece) >= limit:
            writer.write(piece[: limit - passed])
            with suppress(OSError):
                await writer.drain()
            return
        writer.write(piece)
        await writer.drain()
        passed += len(piece)


@asynccontextmanager
async def proxied(target: int) -> AsyncGenerator[Proxy, None]:
    proxy = Proxy(target)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.close()
