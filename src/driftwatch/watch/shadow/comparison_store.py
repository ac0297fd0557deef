"""The long comparison of a candidate with the live model: what a person asks for before a roll-out."""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from driftwatch.capture.files import Files
from driftwatch.capture.slot_file import SlotFile
from driftwatch.monitoring.agreement import Agreement, MatchSettings
from driftwatch.monitoring.record import from_record, to_record
from driftwatch.observation import ModelIdentity
from driftwatch.watch.shadow.served import ServedCounts

State: TypeAlias = Literal["off", "loading", "running", "failing"]


@dataclass(frozen=True, slots=True)
class ModelPair:
    """Who was compared with whom, and how: counts of different pairings are never mixed."""

    live: ModelIdentity
    candidate: ModelIdentity
    terms: MatchSettings = field(default_factory=MatchSettings)


@dataclass(frozen=True, slots=True)
class CameraComparison:
    """Of one camera."""

    since: float
    """Seconds since 1970."""
    pairing: ModelPair | None = None
    """None before the first frame that both looked at."""
    counts: Agreement = field(default_factory=Agreement)
    served: ServedCounts = field(default_factory=ServedCounts)
    """Its threshold may change while the comparison goes on; then these counts begin again."""
    served_since: float = 0.0
    """Seconds since 1970; 0 before the first frame that was counted so."""


@dataclass(frozen=True, slots=True)
class ShadowStatus:
    """How the candidate is doing."""

    state: State = "off"
    candidate: str = ""
    problem: str = ""
    """One line, "" where there is none."""


class ComparisonStore:
    """Safe to use from any thread. Outlives the vision service's rebuilding, and by its file the module's restart.

    clock: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.status = ShadowStatus()
        self._clock = clock
        self._comparisons: dict[str, CameraComparison] = {}
        self._file: SlotFile | None = None
        self._lock = threading.Lock()

    def open(self, path: Path, files: Files | None = None) -> str:
        """From now on `save` writes to `path`; where nothing was counted yet, goes on with what is there.

        Gives why that cannot be read, so that counting begins again; "" where it can be, or nothing was saved yet.
        """
        self._file = file = SlotFile(path, files)
        with self._lock:
            if self._comparisons:
                return ""
            try:
                saved: Mapping[str, Any] = json.loads(file.read())
                self._comparisons = {camera: from_record(CameraComparison, record) for camera, record in saved.items()}
            except FileNotFoundError:
                return ""
            except (OSError, ValueError, TypeError, AttributeError) as error:
                return str(error) or type(error).__name__
        return ""

    def add(self, camera: str, pairing: ModelPair, counts: Agreement, served: ServedCounts | None = None) -> None:
        """Another model, or another way to compare, begins a new comparison once a frame was compared so."""
        with self._lock:
            comparison = self._comparisons.get(camera) or CameraComparison(self._clock())
            if counts.frames and comparison.pairing not in (None, pairing):
                comparison = CameraComparison(self._clock())
            comparison = replace(
                comparison, pairing=pairing if counts.frames else comparison.pairing, counts=comparison.counts + counts
            )
            self._comparisons[camera] = comparison if served is None else self._with(comparison, served)

    def _with(self, comparison: CameraComparison, served: ServedCounts) -> CameraComparison:
        before = comparison.served
        goes_on = before.frames > 0 and before.threshold == served.threshold
        since = comparison.served_since if goes_on else self._clock()
        return replace(comparison, served=before.plus(served), served_since=since)

    def comparison(self, camera: str) -> CameraComparison:
        return self._comparisons.get(camera) or CameraComparison(self._clock())

    def reset(self, camera: str) -> None:
        """Begins a new comparison of this camera."""
        with self._lock:
            self._comparisons.pop(camera, None)

    def save(self) -> None:
        """Raises nothing: where the disk does not take it, the comparison lasts for this run."""
        file = self._file
        if file is None:
            return
        with self._lock:
            by_camera = dict(self._comparisons)
        saved = json.dumps({camera: to_record(comparison) for camera, comparison in by_camera.items()})
        with suppress(OSError):
            file.write(saved.encode(), is_synced=False)
