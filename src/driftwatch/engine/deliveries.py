"""Hard frames on their way to the data manager: when one has arrived, and when it must be given again."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from driftwatch.capture.kept import Kept
from driftwatch.capture.queue.waiting import FrameLease
from driftwatch.concurrency import InFlight, run_in_thread
from driftwatch.watch.hard_frames import HardFrames

SETTLE: Final = 1.0
"""Seconds that viam-server gets to store a frame. It takes milliseconds, and nothing says when it is done."""

GAP: Final = 0.02
"""Seconds between two frames. viam-server names the file of a capture by the microsecond in which it is written: two
collectors of one service that write in the same one damage both captures, and the slower collector ends for good."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A frame for the data manager."""

    kept: Kept
    sending: Callable[[], AbstractAsyncContextManager[None]]
    """To be entered while it is sent, see `Deliveries.sending`."""


class Deliveries:
    """A frame leaves the queue when its answer has been sent whole and the caller was still there after `settle` s.

    Before that the frame is on disk: where this process or viam-server dies, it comes again. A caller that hangs up
    cancels the call, and the frame is the next caller's. settle: no longer than half a lease. For one event loop.

    hold: seconds from now on in which nothing is handed over. Whenever it has made a vision service, viam-server ends
    its collectors and makes new ones, and throws away what an old one has got in that moment.
    gap: seconds that two frames lie apart.
    """

    def __init__(self, hard_frames: HardFrames, settle: float = SETTLE, hold: float = SETTLE, gap: float = GAP) -> None:
        self._hard_frames = hard_frames
        self._settle = min(settle, hard_frames.policy.queue.lease_seconds / 2)
        self._gap = gap
        self._open_at = self._next_at = asyncio.get_running_loop().time() + hold
        self._closing = asyncio.Event()
        self._in_flight = InFlight()

    async def next(self, *cameras: str) -> Delivery | None:
        """The oldest frame of these cameras that nobody has; None where there is none, or it is too early."""
        await asyncio.wrap_future(self._hard_frames.settled())  # a frame that was just looked at counts
        if asyncio.get_running_loop().time() < self._open_at:
            return None
        lease = await run_in_thread(lambda: self._hard_frames.lease(*cameras))
        return None if lease is None else Delivery(lease.kept, lambda: self.sending(lease))

    @asynccontextmanager
    async def sending(self, lease: FrameLease) -> AsyncGenerator[None, None]:
        """Send the frame within: at the end it is taken out of the queue, or given back where that was cut off."""
        with self._in_flight:
            try:
                await self._turn()
                yield
                await self._wait()
            except BaseException:
                asyncio.get_running_loop().run_in_executor(None, self._hard_frames.give_back, lease)
                raise
            await run_in_thread(lambda: self._hard_frames.acknowledge(lease))

    async def close(self, patience: float) -> None:
        """What has been sent has arrived: whoever closes the service is alive. Waits for what is being sent."""
        self._closing.set()
        await self._in_flight.drain(patience)

    async def _turn(self) -> None:
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next_at)
        self._next_at = mine + self._gap
        await asyncio.sleep(mine - now)

    async def _wait(self) -> None:
        with suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self._settle)
