"""What earlier lives left is taken over by a vision service that is there, or deleted."""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from driftwatch.capture.kept import Record
from driftwatch.errors import ConfigError
from driftwatch.storage.database import FILE_NAME, transaction
from driftwatch.storage.moving import Move, forget_stream, move_streams
from driftwatch.storage.ownership import LOCK
from driftwatch.storage.records import StreamKey
from driftwatch.storage.state_dir import POOL, as_folder, hard_frames_folder, reviews_folder
from driftwatch.storage.whole_file import open_whole
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.unused import Unused, UnusedListing

SETTLED: Final = 30.0
"""Seconds without a change from which a service that is not there is taken for gone, and not for one being made."""

_TAKING: Final = "taking over"


@dataclass(frozen=True, slots=True)
class StateChoice:
    """Which of it. folder: None for the one of the service that asks. camera: None for all of that service."""

    service: str
    folder: Path | None = None
    camera: str | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """The vision service that goes on with it. hard_frames, pool: None where it keeps no such frames."""

    service: str
    hard_frames: HardFrames | None = None
    pool: Pool | None = None


class UnusedState:
    """Lists it, gives it to a service, deletes it. Safe to use from any thread; everything waits for the disk.

    others: gives state folders besides those of this process, of which some may be in use by another one.
    """

    def __init__(self, registry: WatchRegistry, others: Callable[[], Collection[Path]]) -> None:
        self._registry = registry
        self._unused = UnusedListing(registry, others)

    def listing(self, cameras: Collection[str] | None) -> tuple[Unused, ...]:
        """cameras: that the machine has now; None where that is not known, then no camera is taken for gone."""
        return self._unused.read(cameras)

    def adopt(self, taker: Taker, wanted: StateChoice, cameras: Collection[str] | None, to_camera: str) -> Unused:
        """Gives to `taker`, which is there, what `wanted` names; gives what that was.

        to_camera: under which name, "" for the same. Raises ConfigError where there
        is no such unused state, StoreError and OSError where the disk does not allow it: then nothing is lost, and it
        can be asked for again.
        """
        service = taker.service
        target = self._registry.watch(service)
        home = self._home_of(service)
        found = self._find(wanted, home, cameras)
        if to_camera and len(found.cameras) > 1:
            raise ConfigError(["camera_name: name the one camera whose state is to be to_camera's"])
        store = target.store
        assert store is not None, "a service that is there has a store"
        moves = [Move(StreamKey(found.service, one), StreamKey(service, to_camera or one)) for one in found.cameras]
        with self._owned(found.folder):
            if moves:
                source = None if found.folder == home else found.folder / FILE_NAME
                with target.set_aside():
                    store.change(lambda connection: move_streams(connection, moves, source))
                self._forget(found)
            self._take_frames(taker, found, {move.old.camera: move.new.camera for move in moves})
        return found

    def delete(self, service: str, wanted: StateChoice, cameras: Collection[str] | None) -> Unused:
        """Deletes what `wanted` names; gives what that was. service: that asks. Raises as `adopt`."""
        home = self._home_of(service)
        found = self._find(wanted, home, cameras)
        streams = [StreamKey(found.service, camera) for camera in found.cameras]

        def forget(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                for stream in streams:
                    forget_stream(connection, stream)

        with self._owned(found.folder):
            store = self._unused.store_in(found.folder)
            if store is not None:
                store.change(forget)
            elif streams:
                connection = open_whole(found.folder / FILE_NAME)
                try:
                    forget(connection)
                finally:
                    connection.close()
            self._forget(found)
            if wanted.camera is None and found.service not in self._registry.folders.get(found.folder, ()):
                for frames in (hard_frames_folder, reviews_folder):
                    shutil.rmtree(frames(found.folder, found.service), ignore_errors=True)
                with suppress(OSError):
                    (found.folder / "shadow" / f"{as_folder(found.service)}.json").unlink(missing_ok=True)
        return found

    def _take_frames(self, taker: Taker, found: Unused, cameras: dict[str, str]) -> None:
        """cameras: old names to new ones."""

        def change(record: Record) -> Record:
            return replace(record, camera=cameras.get(record.camera, record.camera))

        if found.hard_frames and taker.hard_frames is not None:
            folder = hard_frames_folder(found.folder, found.service)
            taker.hard_frames.take_over(folder, change)
            shutil.rmtree(folder, ignore_errors=True)
        if found.review_frames and taker.pool is not None:
            folder = reviews_folder(found.folder, found.service)
            taker.pool.take_over(folder / POOL, change)
            shutil.rmtree(folder, ignore_errors=True)

    def _find(self, wanted: StateChoice, home: Path, cameras: Collection[str] | None) -> Unused:
        since = self._registry.now().monotonic - self._registry.changed
        if since < SETTLED:
            words = "services of this machine have just been made or closed"
            raise ConfigError([f"service: {words}; ask again in {SETTLED - since:.0f} s"])
        folder = (wanted.folder or home).resolve()
        every = self.listing(cameras)
        for one in every:
            if one.folder.resolve() == folder and one.service == wanted.service:
                if wanted.camera is None:
                    return one
                if wanted.camera in one.cameras:
                    return replace(one, cameras={wanted.camera: one.cameras[wanted.camera]})
        there = "; ".join(f'"{one.service}" in {one.folder}' for one in every) or "none"
        of = f' of camera "{wanted.camera}"' if wanted.camera is not None else ""
        raise ConfigError([f'service: "{wanted.service}" has left no unused state{of} in {folder}; there is: {there}'])

    def _home_of(self, service: str) -> Path:
        for folder, services in self._registry.folders.items():
            if service in services:
                return folder
        raise ConfigError([f'state_dir: "{service}" keeps its state in memory only, there is no folder to use'])

    def _forget(self, found: Unused) -> None:
        """In this process, where it still knows of it; a folder of another module may hold the same names."""
        if found.folder not in self._registry.folders:
            return
        watch = self._registry.watch(found.service)
        for camera in found.cameras:
            watch.forget(camera)

    @contextmanager
    def _owned(self, folder: Path) -> Generator[None, None, None]:
        """Keeps other processes out of a folder that nobody uses. Raises ConfigError where somebody does."""
        if folder in self._registry.folders:
            yield
            return
        owners = self._registry.owners
        reason = owners.why_not(folder, folder / LOCK, _TAKING)
        if reason is not None:
            raise ConfigError([f"folder: {folder} cannot be used: {reason}"])
        try:
            yield
        finally:
            owners.release(_TAKING)
