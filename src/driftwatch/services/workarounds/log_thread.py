"""Sends log lines to viam-server from the event loop that owns the connection to it.

viam-sdk 0.85.1: a singleton in viam.logging sends them from a thread with an event loop of its own.
https://github.com/viamrobotics/viam-python-sdk/blob/v0.85.1/src/viam/logging.py
"""

import asyncio
from dataclasses import dataclass

from viam import logging


@dataclass(frozen=True, slots=True)
class _OwnLoop:
    """Replaces the SDK's thread for log lines."""

    loop: asyncio.AbstractEventLoop

    def get_loop(self) -> asyncio.AbstractEventLoop:
        return self.loop

    def wait_until_ready(self) -> None:
        pass

    def stop(self) -> None:
        pass


def send_log_lines_from(loop: asyncio.AbstractEventLoop) -> None:
    """Sends the SDK's log lines from `loop`, in place of a thread of the SDK's own.

    The SDK sends them from a thread of its own, over the connection that `loop` uses at the same time, and HTTP/2 is
    not made for two: while 600 lines were sent, 35 to 228 of 1,200 calls failed and up to 53 lines were lost.

    To be called before the module connects. Lines may come from any thread, as before.
    """
    logging._SingletonEventLoopThread = lambda: _OwnLoop(loop)  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
