"""One upload after the other: attempts, waits, and what is logged. Time, chance and the network come in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from driftwatch.concurrency import cancel_and_wait, run_in_thread
from driftwatch.errors import ConfigError
from driftwatch.storage.health import Notice, Notify
from driftwatch.upload.request import State, UploadRequest
from driftwatch.upload.route import Route, UploadError
from driftwatch.upload.transaction import Transaction

_CLEAN_UP_SECONDS = 5.0  # until a cancelled upload that still goes on is cancelled again


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from `first` to `cap` seconds; of each wait at least half, the rest by chance.

    The chance keeps a fleet that lost its network together from coming back in one instant (full jitter, M. Brooker,
    "Exponential Backoff and Jitter", 2015; half of it here, so that the first wait is never next to nothing).
    """

    first: float = 2.0
    cap: float = 600.0

    def seconds(self, failures: int, chance: Callable[[], float]) -> float:
        """failures: in a row, from 1. chance: gives numbers in [0, 1)."""
        longest = min(self.cap, self.first * 2.0 ** min(failures - 1, 60))
        return longest * (0.5 + 0.5 * chance())


@dataclass(frozen=True, slots=True)
class UploadPorts:
    """What the uploader needs from its surroundings."""

    clock: Callable[[], float]
    """Monotonic seconds."""
    chance: Callable[[], float]
    """Gives numbers in [0, 1)."""
    notify: Notify
    """Takes lines for the owner's log."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    backoff: Backoff = field(default_factory=Backoff)


class Uploader:
    """Used from the event loop only. make_route, which is called in a worker thread, may raise UploadError."""

    def __init__(self, transaction: Transaction, make_route: Callable[[], Route], ports: UploadPorts) -> None:
        self._transaction = transaction
        self._make_route = make_route
        self._ports = ports
        self._task: asyncio.Task[None] | None = None
        self._asked_again = asyncio.Event()
        self._is_closing = False
        self._logged = ""
        self._due = 0.0
        self.state: State = "idle"
        self.problem = ""

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def next_attempt_seconds(self) -> float:
        return max(0.0, self._due - self._ports.clock()) if self.state == "waiting" else 0.0

    def start(self, request: UploadRequest) -> None:
        """Begins, or makes the next attempt at once where this very request is waiting for it.

        Raises ConfigError where another request is being answered.
        """
        if not self.is_running:
            self._begin(request, 0)
        elif request == self._transaction.entry.request:
            self._asked_again.set()
        else:
            raise ConfigError(["command: another upload is going on; stop_upload ends it"])

    def resume(self) -> None:
        """Goes on with what the last process was asked for, if anything."""
        entry = self._transaction.entry
        if entry.request is not None:
            self._begin(entry.request, entry.uploaded)

    async def stop(self) -> None:
        """What has not gone yet waits in the queue again."""
        await self._cancel()

    async def close(self) -> None:
        """Stops as `stop` does, but the next process goes on."""
        self._is_closing = True
        await self._cancel()

    async def settled(self) -> None:
        """Returns when the upload has ended, for whatever reason."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def _begin(self, request: UploadRequest, uploaded: int) -> None:
        self.state, self.problem, self._logged = "uploading", "", ""
        self._asked_again.clear()
        self._transaction.begin(request, uploaded)
        self._task = asyncio.get_running_loop().create_task(self._run(request))

    async def _cancel(self) -> None:
        if self._task is not None and not self._task.done():
            await cancel_and_wait(self._task, _CLEAN_UP_SECONDS)
            self.state = "stopped"

    async def _run(self, request: UploadRequest) -> None:
        route: Route | None = None
        try:
            await self._transaction.note()
            route = await run_in_thread(self._make_route)
            if self._transaction.in_doubt:  # whoever was sending it may not be done yet
                await self._pause(self._ports.backoff.first)
            while await self._next(request, route):
                pass
            self.state, self.problem = "done", ""
            self._notify("info", f"uploaded {self._transaction.entry.uploaded} hard frames")
        except UploadError as problem:
            self._stop_for(str(problem))
        except Exception as error:  # a fault of ours must not end without a word
            self._stop_for(f"uploading met a fault: {error!r}")
        finally:
            await self._transaction.end(route, keeps_request=self._is_closing)
            if route is not None:
                await route.close()

    async def _next(self, request: UploadRequest, route: Route) -> bool:
        """Takes one frame all the way; False where none was left. Raises UploadError for what does not pass."""
        failures, is_new = 0, False
        while True:
            self.state = "uploading"
            try:
                item = await self._transaction.take(request)
                if item is None:
                    return False
                await self._transaction.carry(route, item)
                await self._transaction.settle(route)
                break
            except UploadError as problem:
                if problem.kind == "never":
                    raise
                if problem.kind == "again" and not is_new:
                    is_new = True
                    continue
                failures, is_new = failures + 1, False
                await self._wait(problem, failures)
        self.problem = ""
        if self._logged:
            self._notify("info", "uploading goes on")
            self._logged = ""
        return True

    async def _wait(self, problem: UploadError, failures: int) -> None:
        backoff = self._ports.backoff
        much = problem.kind == "much_later"
        seconds = backoff.cap if much else backoff.seconds(failures, self._ports.chance)
        self.problem = str(problem)
        if self.problem != self._logged:
            self._notify("warning", f"uploading waits: {self.problem}")
            self._logged = self.problem
        await self._pause(seconds)

    async def _pause(self, seconds: float) -> None:
        """Ends early when the same upload is asked for again."""
        self.state, self._due = "waiting", self._ports.clock() + seconds
        self._asked_again.clear()
        waits = [asyncio.ensure_future(self._ports.sleep(seconds)), asyncio.ensure_future(self._asked_again.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()

    def _stop_for(self, problem: str) -> None:
        self.state, self.problem = "stopped", problem
        self._notify("warning", f"uploading has stopped: {problem}; what has not gone waits in the queue")

    def _notify(self, severity: Literal["info", "warning"], text: str) -> None:
        self._ports.notify(Notice(severity, text))
