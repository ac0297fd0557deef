"""Every folder that is written to has one owner: another process that wants it is refused, in one line."""

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from driftwatch.capture.files import Files, PrivateFiles
from driftwatch.storage.state_dir import why_unwritable

LOCK: Final = ".owner"
PATIENCE: Final = 10.0
"""Seconds that an owner gets to end. Where viam-server is killed, its modules live on for some seconds."""
_PAUSE: Final = 0.1


@dataclass(slots=True)
class _Owned:
    """lock: descriptor of the locked file. holders: who uses the folder here."""

    lock: int
    inode: int
    holders: set[str]


class Owners:
    """The folders of this process. Safe to use from any thread; `why_not` may wait for the disk, and for an owner.

    who: named to another process that is refused. A lock ends with its process, however that ends.
    """

    def __init__(
        self,
        who: str = "",
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._who = f'module "{who}"' if who else "another Driftwatch"
        self._patience, self._clock, self._sleep = patience, clock, sleep
        self._waited: set[Path] = set()
        self._owned: dict[Path, _Owned] = {}
        self._lock = threading.Lock()

    def why_unusable(self, folder: Path) -> str | None:
        """For folders that all services of this process share: what keeps them from using it, None where nothing."""
        return why_unwritable(folder) or self.why_not(folder, folder / LOCK)

    def why_not_ours(self, folder: Path) -> str | None:
        """As `why_unusable`; whether a folder that is there takes anything, the next write says without a trial."""
        return self.why_not(folder, folder / LOCK) if folder.is_dir() else self.why_unusable(folder)

    def why_not(self, folder: Path, lock: Path, holder: str = "") -> str | None:
        """Takes `folder` for `holder`; gives why somebody else has it, None where it is taken.

        lock: the file that stands for the folder, which is made; its own folder must be there.
        holder: who wants it for itself alone; "" for what the services of this process share.
        """
        place = folder.resolve()
        with self._lock:
            for other, owned in self._owned.items():
                for name in owned.holders - {holder}:
                    if _collide(place, holder, other, name):
                        user = f'the vision service "{name}"' if name else "the state of this module"
                        return f"it is in use by {user} already"
            owned = self._owned.get(place)
            if owned is not None and _is_same(lock, owned.inode):
                owned.holders.add(holder)
                return None
            return self._take(place, lock, holder)

    def release(self, holder: str) -> None:
        """Gives up what `holder` alone has."""
        with self._lock:
            for place, owned in list(self._owned.items()):
                owned.holders.discard(holder)
                if not owned.holders:
                    _close(self._owned.pop(place))

    def close(self) -> None:
        """Gives up everything."""
        with self._lock:
            for owned in self._owned.values():
                _close(owned)
            self._owned.clear()

    def _take(self, place: Path, lock: Path, holder: str) -> str | None:
        before = self._owned.pop(place, None)
        if before is not None:  # the folder was deleted and made again
            _close(before)
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            return error.strerror or str(error)
        try:
            reason = self._locked(descriptor, place)
            if reason is not None:
                os.close(descriptor)
                return reason
            with contextlib.suppress(OSError):  # a full disk has no room for a name; the lock holds without
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{self._who} (process {os.getpid()})".encode(), 0)
            self._owned[place] = _Owned(descriptor, os.fstat(descriptor).st_ino, {holder})
        except OSError:  # a file system without locks: this process goes on alone
            self._owned[place] = _Owned(descriptor, os.fstat(descriptor).st_ino, {holder})
        return None

    def _locked(self, descriptor: int, place: Path) -> str | None:
        """Waits once a folder for an owner that may be ending. Raises OSError where there are no locks."""
        patience = 0.0 if place in self._waited else self._patience
        self._waited.add(place)
        deadline = self._clock() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._clock() >= deadline:
                    owner = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
                    return f"it is in use by {owner or 'another process'}"
                self._sleep(_PAUSE)
            else:
                self._waited.discard(place)
                return None


class OwnedFiles(Files):
    """Writes below `place` only while this process owns it."""

    def __init__(self, place: Path, owners: Owners) -> None:
        self._place = place
        self._owners = owners

    def make_folder(self, folder: Path) -> None:
        """Raises OSError also where another process has the place."""
        reason = self._owners.why_not_ours(self._place)
        if reason is not None:
            raise OSError(0, reason)
        super().make_folder(folder)


class OwnedPrivateFiles(OwnedFiles, PrivateFiles):
    """The same, which nobody else on the machine can read."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where the services of one state folder keep what must last. folder: None for memory only."""

    folder: Path | None
    owners: Owners

    @property
    def files(self) -> Files:
        """Writes only while nobody else has the folder."""
        return Files() if self.folder is None else OwnedFiles(self.folder, self.owners)

    @property
    def private_files(self) -> Files:
        """The same for pictures of people, say."""
        return PrivateFiles() if self.folder is None else OwnedPrivateFiles(self.folder, self.owners)


def is_in_use(folder: Path) -> bool:
    """Whether a process, this one too, owns `folder`."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _collide(place: Path, holder: str, other: Path, name: str) -> bool:
    """Whether two users would count and delete each other's files. The state folder keeps to what it has made."""
    contains, is_contained = place in other.parents, other in place.parents
    return place == other or (contains and holder != "") or (is_contained and name != "")


def _is_same(lock: Path, inode: int) -> bool:
    try:
        return lock.stat().st_ino == inode
    except OSError:
        return False


def _close(owned: _Owned) -> None:
    with contextlib.suppress(OSError):
        os.close(owned.lock)
