"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable


def until(condition: Callable[[], bool], timeout: float, what: str = "the condition") -> None:
    """Returns as soon as `condition` holds; fails after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout:g} s for {what}"
        time.sleep(0.01)


async def until_async(condition: Callable[[], Awaitable[bool]], timeout: float, what: str = "the condition") -> None:
    """As `until`, for a condition that has to ask somebody."""
    deadline = time.monotonic() + timeout
    while not await condition():
        assert time.monotonic() < deadline, f"waited {timeout:g} s for {what}"
        await asyncio.sleep(0.05)
