"""Ctrl-C, signals and q end what runs, in its own tasks, and leave the terminal as it was."""

import asyncio
import os
import pty
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from examples.demo.ending import ENDINGS, run_until_ended

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_signal_ends_the_work_by_cancelling_it_and_nothing_else(ending: signal.Signals) -> None:
    ended: list[str] = []

    async def work() -> None:
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), ending)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    before = signal.getsignal(ending)
    with pytest.raises(KeyboardInterrupt):
        run_until_ended(work())
    assert ended == ["cancelled"]
    assert signal.getsignal(ending) is before


def test_work_that_ends_by_itself_raises_nothing_and_a_mistake_is_seen() -> None:
    async def work() -> None: ...

    async def broken() -> None:
        raise ZeroDivisionError

    run_until_ended(work())
    with pytest.raises(ZeroDivisionError):
        run_until_ended(broken())


_WAITS = """
import asyncio
from examples.demo.ending import run_until_ended
async def work():
    print("running", flush=True)
    await asyncio.Event().wait()
try:
    run_until_ended(work())
except KeyboardInterrupt:
    print("ended", flush=True)
"""


@pytest.mark.parametrize("keys", [b"q", b"xQ", b"\x03"])
def test_q_and_ctrl_c_end_it_on_a_terminal_which_stays_as_it_was(keys: bytes) -> None:
    terminal, its_end = pty.openpty()
    before = termios.tcgetattr(its_end)
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    # A session of its own, whose terminal this is: Ctrl-C goes to it alone.
    command = [sys.executable, "-c", f"import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n{_WAITS}"]
    process = subprocess.Popen(
        command, env=env, stdin=its_end, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        os.write(terminal, keys)
        assert process.communicate(timeout=60)[0] == "ended\n"
        assert termios.tcgetattr(its_end) == before
    finally:
        process.kill()
        os.close(terminal)
        os.close(its_end)
