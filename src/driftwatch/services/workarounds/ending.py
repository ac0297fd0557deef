"""Ends the process some seconds after the signal, whatever still hangs, with the statistics written first.

viam-sdk 0.85.1: Server.serve waits at a signal until every call is answered and every resource closed, one after the
other, and Python then waits for each thread that was not made a daemon. A model that runs for ever, or a disk that does
not answer, keeps such a module alive until viam-server kills it, with everything unwritten that was still in memory.
https://github.com/viamrobotics/viam-python-sdk/blob/v0.85.1/src/viam/rpc/server.py

asyncio from Python 3.12 on: Server.wait_closed waits until each client has gone; viam-server goes after its modules.
https://github.com/python/cpython/issues/79033
"""

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

SECONDS: Final = 4.5
"""From the signal to the end at the latest."""


@dataclass(frozen=True, slots=True)
class Ending:
    """write: called in a thread as soon as the end has begun; may hang. exit: ends the process at once."""

    write: Callable[[], None]
    seconds: float = SECONDS
    exit: Callable[[int], object] = os._exit

    def begin(self) -> None:
        """Returns at once."""
        threading.Thread(target=self.write, name="last words", daemon=True).start()
        threading.Thread(target=self._end, name="end", daemon=True).start()

    def _end(self) -> None:
        if not threading.Event().wait(self.seconds):
            sys.stderr.write(f"the module ends {self.seconds:g} s after its signal with something that hangs\n")
            self.exit(0)


def end_in_time(server: Any, ending: Ending) -> None:
    """`ending` begins when the SDK's `server` closes, which it does at a signal."""
    inner = server._server
    close: Callable[[], None] = inner.close
    has_begun = False

    def closing() -> None:
        nonlocal has_begun
        if not has_begun:
            has_begun = True
            ending.begin()
        close()
        inner._server.wait_closed = _gone

    inner.close = closing


async def _gone() -> None:
    """Clients that stay are not waited for; calls that are being answered are, by the SDK."""
