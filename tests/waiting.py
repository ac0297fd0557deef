"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, wait
from typing import Any

A_MOMENT = 0.05
"""Seconds in which what does not wait would be over; what waits, waits for longer on any host."""


def pause(waited: float, shortest: float = 0.02) -> float:
    """Seconds until the next look: an eighth of what was waited so far, at most half a second.

    Looking at a machine takes the processor from it, and nobody notices the eighth.
    """
    return min(max(waited / 8, shortest), 0.5)


def until(condition: Callable[[], bool], timeout: float, what: str = "the condition") -> None:
    """Returns as soon as `condition` holds; fails after `timeout` seconds."""
    begun = time.monotonic()
    while not condition():
        waited = time.monotonic() - begun
        assert waited < timeout, f"waited {timeout:g} s for {what}"
        time.sleep(pause(waited, 0.01))


async def until_async(condition: Callable[[], Awaitable[bool]], timeout: float, what: str = "the condition") -> None:
    """As `until`, for a condition that has to ask somebody."""
    begun = time.monotonic()
    while not await condition():
        waited = time.monotonic() - begun
        assert waited < timeout, f"waited {timeout:g} s for {what}"
        await asyncio.sleep(pause(waited, 0.05))


def still_waits(work: Future[Any]) -> bool:
    """Whether work in another thread is not over after a moment."""
    return not wait([work], A_MOMENT).done
