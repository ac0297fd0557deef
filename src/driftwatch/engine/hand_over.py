"""Which hard frames go to whom: those of a camera to its collector, and those that nobody asks for to whoever asks."""

import asyncio
from contextlib import suppress
from typing import Final

from driftwatch.concurrency import cancel_and_wait, run_in_thread
from driftwatch.engine.collectors import Collectors
from driftwatch.engine.deliveries import Deliveries, Delivery
from driftwatch.engine.ports import Cameras
from driftwatch.errors import CameraError, ModelError
from driftwatch.storage.health import Notice, Notify
from driftwatch.upload.uploads import Uploads
from driftwatch.watch.hard_frames import HardFrames

_LOOK_SECONDS: Final = 10.0
_CAMERAS_SECONDS: Final = 30.0  # between two questions which cameras the machine has


class HandOver:
    """The deliveries of one vision service, and an eye on what nobody fetches. For one event loop."""

    def __init__(self, hard_frames: HardFrames, cameras: Cameras, notify: Notify, uploads: Uploads | None) -> None:
        self._hard_frames = hard_frames
        self._cameras = cameras
        self._notify = notify
        self._uploads = uploads
        self._deliveries = Deliveries(hard_frames)
        loop = asyncio.get_running_loop()
        self._collectors = Collectors(loop.time())
        self._gone: list[str] = []
        self._asked_at = float("-inf")
        self._told: set[str] = set()
        self._task = loop.create_task(self._look())

    @property
    def unfetched(self) -> str:
        """What is wrong with the collectors, one line; "" while nothing is."""
        return self._collectors.unfetched

    async def next(self, camera: str, takes_all: bool) -> Delivery | None:
        """The oldest frame for the collector of `camera`; None where there is none.

        takes_all: with those of no camera. Frames of a camera that is gone go along with anybody's.
        """
        self._collectors.asks(camera)
        gone = await self._of_gone_cameras(camera)
        return await self._deliveries.next(camera, *[""] * takes_all, *gone)

    async def close(self, patience: float) -> None:
        """Waits for what is being sent."""
        await cancel_and_wait(self._task)
        await self._deliveries.close(patience)

    async def _of_gone_cameras(self, camera: str) -> list[str]:
        now = asyncio.get_running_loop().time()
        if now - self._asked_at < _CAMERAS_SECONDS:
            return self._gone
        waiting = await run_in_thread(self._hard_frames.cameras)
        if not self._collectors.gone(waiting, (), now):  # not even where the machine had no camera at all
            return []
        self._asked_at = now
        known = await self._cameras.names()
        self._gone = [] if known is None else self._collectors.gone(waiting, known, now)
        for name in self._gone:
            if name not in self._told:
                self._told.add(name)
                words = f'hard frames of "{name}", a camera that this machine no longer has, go along with "{camera}"'
                self._notify(Notice("info", f"{words}: {waiting[name]}"))
        return self._gone

    async def _look(self) -> None:
        while not self._hard_frames.has_spool:
            await asyncio.sleep(_LOOK_SECONDS)
            with suppress(CameraError, ModelError):
                await self._judge()

    async def _judge(self) -> None:
        waiting = await run_in_thread(self._hard_frames.cameras)
        fills = await run_in_thread(lambda: self._hard_frames.fills)
        if self._uploads is not None and self._uploads.is_running:
            return
        if self._collectors.judge(waiting, fills, asyncio.get_running_loop().time()):
            unfetched = self._collectors.unfetched
            words = unfetched or "the hard frames are fetched now"
            self._notify(Notice("warning" if unfetched else "info", words))
