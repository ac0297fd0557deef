"""What earlier lives left: statistics and hard frames under names that no resource of this machine has now."""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from driftwatch.capture.kept import Record
from driftwatch.errors import ConfigError
from driftwatch.storage.database import FILE_NAME, open_file, transaction
from driftwatch.storage.inventory import Known, frames_in, streams_in, streams_of
from driftwatch.storage.moving import Move, forget_stream, move_streams
from driftwatch.storage.ownership import LOCK, is_in_use
from driftwatch.storage.records import StreamKey
from driftwatch.storage.state_dir import HARD_FRAMES, POOL, REVIEWS, as_folder, hard_frames_folder, reviews_folder
from driftwatch.storage.store import Store
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.reviews.pool import Pool

SETTLED: Final = 30.0
"""Seconds without a change from which a service that is not there is taken for gone, and not for one being made."""

_TAKING: Final = "taking over"


@dataclass(frozen=True, slots=True)
class Unused:
    """What is left of one vision service. folder: where it lies. cameras: streams of which something is kept.

    hard_frames: that wait; 0 where a service of that name is there, which hands them over itself. review_frames: that
    wait for reviewers, likewise.
    """

    folder: Path
    service: str
    cameras: dict[str, Known] = field(default_factory=dict[str, Known])
    hard_frames: int = 0
    review_frames: int = 0


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
        self._others = others

    def listing(self, cameras: Collection[str] | None) -> tuple[Unused, ...]:
        """cameras: that the machine has now; None where that is not known, then no camera is taken for gone."""
        ours = self._registry.folders
        found: list[Unused] = []
        for folder, services in ours.items():
            store = self._store_in(folder)
            known = streams_of_store(store) if store else {}
            found += self._of(folder, known, services, cameras)
        for folder in self._others():
            if folder not in ours and folder.is_dir() and not is_in_use(folder):
                found += self._of(folder, streams_in(folder), set(), None)
        return tuple(found)

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
            store = self._store_in(found.folder)
            if store is not None:
                store.change(forget)
            elif streams:
                connection = open_file(found.folder / FILE_NAME).connection
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

    def _of(
        self, folder: Path, known: dict[StreamKey, Known], services: set[str], cameras: Collection[str] | None
    ) -> list[Unused]:
        left: dict[str, dict[str, Known]] = {}
        for stream, what in known.items():
            if stream.service not in services or self._is_gone(stream, cameras):
                left.setdefault(stream.service, {})[stream.camera] = what
        names = {stream.service: None for stream in known}
        hard, review = (
            {name: count for name, count in frames_in(folder, within, names).items() if name not in services}
            for within in (HARD_FRAMES, REVIEWS)
        )
        return [
            Unused(folder, name, left.get(name, {}), hard.get(name, 0), review.get(name, 0))
            for name in sorted({*left, *hard, *review})
        ]

    def _is_gone(self, stream: StreamKey, cameras: Collection[str] | None) -> bool:
        if cameras is None or not stream.camera or stream.camera in cameras:
            return False
        return stream.camera != self._registry.watch(stream.service).camera

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

    def _store_in(self, folder: Path) -> Store | None:
        for store in self._registry.stores:
            path = store.health.path
            if path is not None and path.parent.resolve() == folder:
                return store
        return None

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


def streams_of_store(store: Store) -> dict[StreamKey, Known]:
    """With what waits to be written."""
    return store.ask(streams_of)


def in_words(found: Collection[Unused], home: Path | None) -> str:
    """One line for the log; "" for nothing."""
    parts: list[str] = []
    for one in found:
        where = "" if one.folder == home else f" in {one.folder}"
        days = max((known.days for known in one.cameras.values()), default=0)
        what = [f"statistics of {', '.join(repr(camera) for camera in one.cameras)}"] if one.cameras else []
        what += [f"{days} learned days"] if days else []
        what += [f"{one.hard_frames} hard frames"] if one.hard_frames else []
        what += [f"{one.review_frames} frames to review"] if one.review_frames else []
        parts.append(f'"{one.service}"{where} ({", ".join(what)})')
    if not parts:
        return ""
    remedy = "the DoCommand unused_state lists it, adopt_state takes it over, delete_state deletes it"
    return f"state that no resource uses: {'; '.join(parts)}; {remedy}"
