"""Counts what is being done, so that whoever closes can let it end first."""

import asyncio
import contextlib


class Ongoing:
    """`with ongoing:` around each thing that must not be cut off. For one event loop."""

    def __init__(self) -> None:
        self._count = 0
        self._nothing = asyncio.Event()
        self._nothing.set()

    def __enter__(self) -> None:
        self._count += 1
        self._nothing.clear()

    def __exit__(self, *exc: object) -> None:
        self._count -= 1
        if self._count == 0:
            self._nothing.set()

    def __bool__(self) -> bool:
        return self._count > 0

    async def end(self, patience: float) -> bool:
        """Waits until nothing goes on any more, for `patience` seconds at most; whether that is so."""
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(self._nothing.wait(), patience)
        return self._count == 0
