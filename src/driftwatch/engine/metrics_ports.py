"""Which ports of this host Prometheus reads, and whose figures each of them gives."""

import asyncio
import errno
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from driftwatch.concurrency import cancel_and_wait, run_in_thread
from driftwatch.engine.metrics_server import HOST, MetricsServer
from driftwatch.watch.exposition import CONTENT_TYPE, MetricValue, exposition

RETRY_SECONDS: Final = 30.0

Source = Callable[[], Iterable[MetricValue]]
"""The figures of one sensor; may be called from any thread, and must not wait."""


@dataclass(eq=False, slots=True)
class Member:
    """A drift sensor that shows its figures at a port."""

    port: int
    source: Source
    logger: logging.Logger


@dataclass(eq=False, slots=True)
class _Port:
    members: list[Member] = field(default_factory=list[Member])
    problem: str = ""
    task: "asyncio.Task[None] | None" = None


class MetricsPorts:
    """Of one module process: sensors that name the same port share it. For one event loop.

    A port that another program has is tried again every 30 seconds; the log says so once, and once when it is served.
    """

    def __init__(self, retry_seconds: float = RETRY_SECONDS) -> None:
        self._ports: dict[int, _Port] = {}
        self._retry_seconds = retry_seconds

    def join(self, member: Member) -> None:
        """From now on its figures are at its port. Returns at once."""
        port = self._ports.setdefault(member.port, _Port())
        port.members.append(member)
        if port.task is None:
            port.task = asyncio.get_running_loop().create_task(self._serve(member.port, port))

    async def leave(self, member: Member) -> None:
        """The port is closed with its last member."""
        port = self._ports.get(member.port)
        if port is None or member not in port.members:
            return
        port.members.remove(member)
        if not port.members:
            del self._ports[member.port]
            if port.task is not None:
                await cancel_and_wait(port.task)

    def problem(self, number: int) -> str:
        """Why a port is not served, in words; "" while it is."""
        port = self._ports.get(number)
        return port.problem if port else ""

    async def _serve(self, number: int, port: _Port) -> None:
        async def page() -> str:
            return await run_in_thread(lambda: exposition(_all(port.members)))

        server = MetricsServer(page, CONTENT_TYPE)
        try:
            while (problem := await _opened(server, number)) is not None:
                if not port.problem:
                    port.members[0].logger.warning("%s; it is tried again every %d s", problem, self._retry_seconds)
                port.problem = problem
                await asyncio.sleep(self._retry_seconds)
            if port.problem:
                port.problem = ""
                port.members[0].logger.info("prometheus_port: port %d of this host is served now", number)
            await asyncio.Event().wait()
        finally:
            await server.close()


def _all(members: list[Member]) -> list[MetricValue]:
    return [sample for member in list(members) for sample in member.source()]


async def _opened(server: MetricsServer, number: int) -> str | None:
    """None where it worked, else why not."""
    try:
        await server.open(number)
    except PermissionError:
        return f"prometheus_port: port {number} may not be served by this user; take one from 1024 up"
    except OSError as error:
        words = (
            "is in use by another program; choose another"
            if error.errno == errno.EADDRINUSE
            else f"cannot be served: {error}"
        )
        return f"prometheus_port: port {number} of {HOST} {words}"
    return None
