"""Faults of the disk, in the process that they happen to."""

import ctypes
import errno
import os
import resource
import signal
import sqlite3
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import Any, Final

from driftwatch.capture.files import Files
from tests.faults.campaign.faults import DYING_IN_A_WRITE, FULL_DISK, READ_ONLY, Faults

_CHANGES: Final = ("os.rename", "os.remove", "os.mkdir")
_DAC_OVERRIDE: Final = 1  # the right by which root writes where nobody may


class Disk:
    """Calm until `pass_by` is told of steps."""

    def __init__(self, folder: Path, faults: Faults, chance: Random) -> None:
        self._folder, self._faults, self._chance = folder, faults, chance
        self._is_full = False
        self._room = chance.choice((4_000, 60_000, 200_000))

    def prepare(self) -> None:
        """To be called before any thread is started."""
        if DYING_IN_A_WRITE in self._faults:
            _die_in_a_write(self._chance)
        if FULL_DISK in self._faults:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            self._let_writes_fail()
        if self._chance.random() < 0.2 and FULL_DISK in self._faults:
            _slow_down(0.03)
        if READ_ONLY in self._faults:
            _write_only_where_one_may()
            if self._chance.random() < 0.3:
                self._allow(False)
            elif self._chance.random() < 0.3:
                threading.Thread(target=self._lock, args=(self._chance.uniform(0, 3),), daemon=True).start()

    def pass_by(self) -> None:
        """One step: the disk fills up or is emptied, the folder is closed or opened."""
        if FULL_DISK in self._faults and self._chance.random() < 0.1:
            self._is_full = not self._is_full
            most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (self._room if self._is_full else most, most))
        if READ_ONLY in self._faults and self._chance.random() < 0.1:
            self._allow(self._chance.random() < 0.6)

    def calm(self) -> None:
        """What belongs to the folder, not to the process, as it was."""
        if READ_ONLY in self._faults:
            self._allow(True)

    def _let_writes_fail(self) -> None:
        write, disk = Files.write, self

        def full(self: Files, path: Path, content: bytes, is_synced: bool = True) -> None:
            if disk._is_full and disk._chance.random() < 0.5:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(self, path, content, is_synced)

        Files.write = full

    def _allow(self, is_allowed: bool) -> None:
        for root, _, _ in os.walk(self._folder):
            Path(root).chmod(0o700 if is_allowed else 0o500)

    def _lock(self, seconds: float) -> None:
        """Another program holds the statistics file when it is to be opened."""
        file = self._folder / "statistics.db"
        if not file.exists():
            return
        with sqlite3.connect(file, isolation_level=None, timeout=0.1) as locker:
            try:
                locker.execute("BEGIN IMMEDIATE")
                time.sleep(seconds)
                locker.execute("ROLLBACK")
            except sqlite3.OperationalError:
                pass  # it is being written in this moment, or cannot be
        locker.close()


def _die_in_a_write(chance: Random) -> None:
    """By SIGKILL before the n-th change of a file, or by the kernel in the middle of a write of the store."""
    if chance.random() < 0.5:
        limit = chance.randrange(30_000, 400_000)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        return
    left = chance.randint(20, 400)
    fsync = os.fsync

    def one_more() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT):
            one_more()

    def dying(handle: int) -> None:
        one_more()
        fsync(handle)

    os.fsync = dying
    sys.addaudithook(hook)


def _slow_down(seconds: float) -> None:
    fsync = os.fsync

    def slow(handle: int) -> None:
        time.sleep(seconds)
        fsync(handle)

    os.fsync = slow


def _write_only_where_one_may() -> None:
    """Root may write everywhere, until it gives that right up: capset(2), of this thread and those that it starts."""
    if os.geteuid() != 0 or sys.platform != "linux":
        return

    class Header(ctypes.Structure):
        _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]

    class Data(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]

    library = ctypes.CDLL(None, use_errno=True)
    header, data = Header(0x20080522, 0), (Data * 2)()
    if library.capget(ctypes.byref(header), data) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    data[0].effective &= ~(1 << _DAC_OVERRIDE)
    if library.capset(ctypes.byref(header), data) != 0:
        raise OSError(ctypes.get_errno(), "capset")
