"""Logs, once, that there is state that no resource uses."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

from driftwatch.concurrency import cancel_and_wait, run_in_thread
from driftwatch.engine.ports import Cameras
from driftwatch.errors import DriftwatchError
from driftwatch.storage.health import Notice, Notify
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.unused import in_words
from driftwatch.watch.unused_state import SETTLED, UnusedState

AFTER: Final = 2 * SETTLED
"""Seconds after a service was made, by when the others of its config are there too."""


class Leftovers:
    """Looks once for each time that a service is made; whichever looks first logs it. For one event loop."""

    def __init__(
        self, unused: UnusedState, watches: WatchRegistry, cameras: Cameras, notify: Notify, after: float = AFTER
    ) -> None:
        self._unused = unused
        self._watches = watches
        self._cameras = cameras
        self._notify = notify
        self._task = asyncio.get_running_loop().create_task(self._look(after))

    async def close(self) -> None:
        await cancel_and_wait(self._task)

    async def _look(self, after: float) -> None:
        await asyncio.sleep(after)
        with suppress(DriftwatchError, OSError):  # the store's own line says what is wrong with the disk
            cameras = await self._cameras.names()
            found = await run_in_thread(lambda: self._unused.listing(cameras))
            folders: list[Path] = list(self._watches.folders)
            words = in_words(found, folders[0] if len(folders) == 1 else None)
            if words and words not in self._watches.logged:
                self._watches.logged.add(words)
                self._notify(Notice("warning", words))
