"""What earlier lives left: statistics and frames under names that no resource of this machine has now."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from driftwatch.storage.inventory import Known, frames_in, streams_in, streams_of
from driftwatch.storage.ownership import is_in_use
from driftwatch.storage.records import StreamKey
from driftwatch.storage.state_dir import HARD_FRAMES, REVIEWS
from driftwatch.storage.store import Store
from driftwatch.watch.registry import WatchRegistry


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


class UnusedListing:
    """Finds it. Safe to use from any thread; waits for the disk.

    others: gives state folders besides those of this process, of which some may be in use by another one.
    """

    def __init__(self, registry: WatchRegistry, others: Callable[[], Collection[Path]]) -> None:
        self._registry = registry
        self._others = others

    def read(self, cameras: Collection[str] | None) -> tuple[Unused, ...]:
        """cameras: that the machine has now; None where that is not known, then no camera is taken for gone."""
        ours = self._registry.folders
        found: list[Unused] = []
        for folder, services in ours.items():
            store = self.store_in(folder)
            known = streams_of_store(store) if store else {}
            found += self._of(folder, known, services, cameras)
        for folder in self._others():
            if folder not in ours and folder.is_dir() and not is_in_use(folder):
                found += self._of(folder, streams_in(folder), set(), None)
        return tuple(found)

    def store_in(self, folder: Path) -> Store | None:
        """The store of that folder, where this process has it open."""
        for store in self._registry.stores:
            path = store.health.path
            if path is not None and path.parent.resolve() == folder:
                return store
        return None

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
