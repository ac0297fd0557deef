"""What lasts when viam-server takes a vision service away and adds it again, and the thread that counts for all."""

import threading
import uuid
from pathlib import Path

from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.database import connect_alone
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.ownership import Owners
from driftwatch.storage.retention import RetentionSettings, longest
from driftwatch.storage.store import Store
from driftwatch.storage.write_buffer import Disk
from driftwatch.watch.clock import Clock, machine_clock
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.snapshot import Process
from driftwatch.watch.vision_watch import VisionWatch

_ROUND_SECONDS = 1.0
_RETRY_SECONDS = 60.0
_JOIN_SECONDS = 3.0


class WatchRegistry:
    """Every watched vision service of this process, by name.

    A service attaches when it is built and detaches when it is closed; viam-server rebuilds it for each change of
    attributes, and counts, windows, references and alerts go on where they were. One thread counts for all services,
    one thread per state folder touches the disk.
    """

    def __init__(self, clock: Clock = machine_clock, thread: bool = True, owners: Owners | None = None) -> None:
        """thread: False leaves the counting to calls of `work`, as tests with a clock of their own want it.

        owners: of the folders that this process writes to.
        """
        self._clock = clock
        self._with_thread = thread
        self._lock = threading.RLock()
        self._watches: dict[str, VisionWatch] = {}
        self._stores: dict[tuple[Path, ...], Store] = {}
        self.owners = owners or Owners()
        self.logged: set[str] = set()
        """Lines about the whole module that its owner has read in this run."""
        self._retry_at = clock().monotonic
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.process = Process(uuid.uuid4().hex[:12], clock().monotonic)

    def attach(
        self,
        service: str,
        model: ModelIdentity,
        settings: WatchSettings,
        places: tuple[Path, ...],
        notify: Notify,
        camera: str = "",
    ) -> VisionWatch:
        """Gives the watch of `service`, with what an earlier object of that name left.

        places: where the statistics file may be (storage/state_dir.py). notify: takes lines for the owner's log,
        from threads of ours. camera: see VisionWatch.attach. May wait for a disk, as `VisionWatch.detach` may: not to
        be called on an event loop.
        """
        with self._lock:
            store = self._store(places, settings.retention, notify)
            watch = self.watch(service)
            watch.attach(model, settings, store, notify, camera)
            self._agree_on_retention(store, notify)
            self._close_unused_stores()
            self._start_thread()
            return watch

    def watch(self, service: str) -> VisionWatch:
        """The watch of a vision service, which may attach later. Returns at once."""
        return self._watches.setdefault(service, VisionWatch(service, self._clock))

    @property
    def attached(self) -> tuple[str, ...]:
        """The names of the vision services that are there."""
        return tuple(name for name, watch in list(self._watches.items()) if watch.attached)

    @property
    def changed(self) -> float:
        """Monotonic seconds at which a vision service was made or closed, or else the module began."""
        return max([self.process.started, *(watch.changed for watch in list(self._watches.values()))])

    @property
    def folders(self) -> dict[Path, set[str]]:
        """Each state folder of this process, with the vision services that keep their state there."""
        with self._lock:
            found: dict[Path, set[str]] = {}
            for places, store in self._stores.items():
                names = {watch.service for watch in self._watches.values() if watch.attached and watch.store is store}
                for place in places:
                    found.setdefault(place, set()).update(names)
            return found

    @property
    def stores(self) -> tuple[Store, ...]:
        """One for each state folder in use."""
        return tuple(self._stores.values())

    def now(self) -> Moment:
        return self._clock()

    def work(self, now: Moment) -> None:
        """One round: counts what came in, judges minutes that ended and hands them to the store."""
        changed = [watch.work(now) for watch in list(self._watches.values())]
        retry = now.monotonic - self._retry_at >= _RETRY_SECONDS
        if retry:
            self._retry_at = now.monotonic
        for store in self.stores:
            if any(changed) or (retry and not store.health.healthy):
                store.commit_soon(now)

    def write_all(self) -> None:
        """Writes what was counted up to now, the minute that is going on included; counting goes on. May hang."""
        now = self._clock()
        for watch in list(self._watches.values()):
            watch.write(now)
        for store in self.stores:
            store.flush_or_tell(now)

    def close(self) -> None:
        """Writes everything and ends all threads; for the end of the process and for tests."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)
        with self._lock:
            for watch in list(self._watches.values()):
                watch.detach()
            for store in self._stores.values():
                store.close(self._clock())
            self._stores.clear()
            self._watches.clear()
            self.owners.close()

    def _store(self, places: tuple[Path, ...], retention: RetentionSettings, notify: Notify) -> Store:
        key = tuple(place.resolve() for place in places)
        if key not in self._stores:
            self._stores[key] = Store(places, notify, retention, Disk(connect_alone, self.owners.why_unusable))
        return self._stores[key]

    def _agree_on_retention(self, store: Store, notify: Notify) -> None:
        """Services with one file keep everything as long as the one that keeps it longest."""
        sharing = [watch for watch in list(self._watches.values()) if watch.attached and watch.store is store]
        if store.retain(longest([watch.retention for watch in sharing])) and len(sharing) > 1:
            names = ", ".join(f'"{watch.service}"' for watch in sharing)
            notify(Notice("info", f"retention: {names} share one statistics file; the longest times hold for all"))

    def _close_unused_stores(self) -> None:
        used = {id(watch.store) for watch in list(self._watches.values())}
        for key, store in list(self._stores.items()):
            if id(store) not in used:
                del self._stores[key]
                store.close(self._clock())

    def _start_thread(self) -> None:
        if self._with_thread and self._thread is None:
            self._thread = threading.Thread(target=self._rounds, name="driftwatch-watch", daemon=True)
            self._thread.start()

    def _rounds(self) -> None:
        while not self._stop.wait(_ROUND_SECONDS):
            self.work(self._clock())
