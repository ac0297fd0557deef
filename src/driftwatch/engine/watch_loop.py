"""Processes a camera's frames by itself, so that statistics do not depend on somebody calling."""

import asyncio
from collections.abc import Awaitable, Callable

from driftwatch.concurrency import cancel_and_wait
from driftwatch.errors import DriftwatchError

_LONGEST_PAUSE = 30.0  # seconds between tries while the camera or the model fails

_PATIENCE = 2.0  # seconds that closing waits for a frame


class WatchLoop:
    """Calls `process` at a steady rate until `close`.

    A turn is skipped while callers are being served or the last one is not done: real calls come first, and a busy
    machine is not made busier. Failures are logged once, and once more when it works again; between them the pause
    doubles, up to half a minute.
    """

    def __init__(
        self,
        hz: float,
        process: Callable[[], Awaitable[object]],
        is_busy: Callable[[], bool],
        log: Callable[[str], None],
    ) -> None:
        self._period = 1.0 / hz
        self._process = process
        self._is_busy = is_busy
        self._log = log
        self._failing = False
        self._running: asyncio.Future[bool] | None = None
        self._task = asyncio.get_running_loop().create_task(self._run())

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
            due = max(due + pause, loop.time())
            await asyncio.sleep(due - loop.time())
            if self._is_busy():
                continue
            self._running = asyncio.ensure_future(self._processed())
            went_well = await self._running
            self._running = None
            pause = self._period if went_well else min(max(2 * pause, 1.0), _LONGEST_PAUSE)

    async def _processed(self) -> bool:
        try:
            await self._process()
        except Exception as problem:  # whatever it is, one frame must not end the watching for good
            if not self._failing:
                words = str(problem) if isinstance(problem, DriftwatchError) else repr(problem)
                self._log(f"watching has stopped: {words}; it goes on by itself once this is fixed")
            self._failing = True
            return False
        if self._failing:
            self._log("watching goes on")
        self._failing = False
        return True
