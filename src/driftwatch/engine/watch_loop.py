"""Processes a camera's frames by itself, so that statistics do not depend on somebody calling."""

import asyncio
from collections.abc import Awaitable, Callable

from driftwatch.concurrency import cancel_and_wait
from driftwatch.engine.watch_pace import WatchPace
from driftwatch.errors import BusyError, DriftwatchError

_LONGEST_PAUSE = 30.0  # seconds between tries while the camera or the model fails
_STOPPED = 4  # failures one after another; fewer are single bad frames
CALM = 60.0
"""Seconds without a failure after which bad frames are over."""

_PATIENCE = 2.0  # seconds that closing waits for a frame


class WatchLoop:
    """Calls `process` at a steady rate until `close`.

    A turn is skipped while callers are being served or the last one is not done: real calls come first, and a busy
    machine is not made busier. Single bad frames change nothing about the rate; that there are some is logged once, and
    once more when there were none for `calm` seconds. After four failures in a row watching counts as stopped, which is
    logged as well, and the pause doubles up to half a minute until a frame can be used.

    On a machine that is too small for the rate there is never more than one frame on its way: the loop goes on with the
    next one, and the turns that passed meanwhile are missed, which `report` hears as the share of those that were not.
    """

    def __init__(
        self,
        hz: float,
        process: Callable[[], Awaitable[object]],
        is_busy: Callable[[], bool],
        log: Callable[[str], None],
        calm: float = CALM,
        report: Callable[[float], None] = lambda _: None,
    ) -> None:
        """report: gets the share (0 to 1) of the last minute's turns that were looked at, once a second."""
        self._period = 1.0 / hz
        self._process = process
        self._is_busy = is_busy
        self._log = log
        self._calm = calm
        self._failures = 0  # in a row
        self._problem = ""  # of the last failure
        self._failed_at: float | None = None  # since bad frames were logged
        self._running: asyncio.Future[None] | None = None
        self._pace = WatchPace(hz, asyncio.get_running_loop().time, log, report)
        self._task = asyncio.get_running_loop().create_task(self._run())

    def figures(self) -> dict[str, float]:
        """See WatchPace."""
        return self._pace.figures()

    async def close(self) -> None:
        """Ends after the frame that is being processed, so that none is lost; a camera that hangs is not waited for."""
        if self._running is not None:
            await asyncio.wait([self._running], timeout=_PATIENCE)
        await cancel_and_wait(self._task)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        pause = self._period
        due = loop.time()
        while True:
            due += pause
            late = loop.time() - due
            if late > 0:
                self._pace.missed(late / self._period if pause == self._period else 0.0)
                due = loop.time()
            await asyncio.sleep(due - loop.time())
            if self._is_busy():
                continue
            self._running = asyncio.ensure_future(self._processed())
            await self._running
            self._running = None
            pause = next_pause(pause, self._period, self._failures)

    async def _processed(self) -> None:
        begun = asyncio.get_running_loop().time()
        try:
            await self._process()
        except BusyError:  # others came first until the frame was old
            self._pace.missed(1)
        except Exception as problem:  # whatever it is, one frame must not end the watching for good
            self._failed(str(problem) if isinstance(problem, DriftwatchError) else repr(problem))
        else:
            self._pace.looked(asyncio.get_running_loop().time() - begun)
            self._succeeded()

    def _failed(self, words: str) -> None:
        self._failures += 1
        self._problem = words
        if self._failed_at is not None:
            self._failed_at = asyncio.get_running_loop().time()
        if self._failures == _STOPPED:
            self._log(f"watching has stopped: {words}; it goes on by itself once this is fixed")

    def _succeeded(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._failures >= _STOPPED:
            self._log("watching goes on")
            self._failed_at = None
        elif self._failures and self._failed_at is None:
            self._log(f"some frames cannot be used: {self._problem}; the others are watched")
            self._failed_at = now
        elif self._failed_at is not None and now - self._failed_at >= self._calm:
            self._log("every frame can be used again")
            self._failed_at = None
        self._failures = 0


def next_pause(pause: float, period: float, failures: int) -> float:
    """Seconds until the next frame. pause: the last one. period: while all is well. failures: in a row."""
    return period if failures < _STOPPED else min(max(2 * pause, 1.0), _LONGEST_PAUSE)
