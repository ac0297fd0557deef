"""The demo's end: Ctrl-C, a signal, or the key q on a terminal. The event loop takes all of them."""

import asyncio
import contextlib
import os
import signal
import sys
import termios
import tty
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from driftwatch.concurrency import cancel_and_wait

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_QUIT = b"qQ\x03\x04"


def run_until_ended(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` in an event loop of its own. Raises KeyboardInterrupt where a person or a signal ended it.

    A handler that raises would raise wherever the program happens to be, in somebody else's task or a callback; here
    `work` is cancelled, and nothing else.
    """
    before = {ending: signal.getsignal(ending) for ending in ENDINGS}
    try:
        ended = asyncio.run(_ended(work))
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)
    if ended:
        raise KeyboardInterrupt


async def _ended(work: Coroutine[Any, Any, None]) -> bool:
    """Whether it was ended from outside."""
    end = asyncio.Event()
    for ending in ENDINGS:
        asyncio.get_running_loop().add_signal_handler(ending, end.set)
    task, asked = asyncio.create_task(work), asyncio.create_task(end.wait())
    with quit_key(end.set):
        await asyncio.wait([task, asked], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        await cancel_and_wait(asked)
        task.result()
        return False
    await cancel_and_wait(task)
    return True


@contextlib.contextmanager
def quit_key(stop: Callable[[], object]) -> Generator[None, None, None]:
    """Calls `stop` for q on the terminal that the program reads from; for nothing where there is none."""
    if not (sys.stdin and sys.stdin.isatty()) or os.tcgetpgrp(sys.stdin.fileno()) != os.getpgrp():
        yield
        return
    terminal = sys.stdin.fileno()
    loop, before = asyncio.get_running_loop(), termios.tcgetattr(terminal)

    def pressed() -> None:
        keys = os.read(terminal, 64)
        if not keys or any(key in _QUIT for key in keys):  # no key: the terminal is gone
            loop.remove_reader(terminal)
            stop()

    tty.setcbreak(terminal)
    loop.add_reader(terminal, pressed)
    try:
        yield
    finally:
        loop.remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
