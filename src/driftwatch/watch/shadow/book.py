"""The long comparison of a candidate with the live model: what a person asks for before a roll-out."""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from driftwatch.capture.files import AtomicFile, Files
from driftwatch.monitoring.agreement import Agreement, Terms
from driftwatch.monitoring.record import from_record, to_record
from driftwatch.observation import ModelIdentity

State: TypeAlias = Literal["off", "loading", "running", "failing"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who was compared with whom, and how: counts of different pairings are never mixed."""

    live: ModelIdentity
    candidate: ModelIdentity
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one camera. pairing: None before the first frame that both looked at. since: seconds since 1970."""

    since: float
    pairing: Pairing | None = None
    counts: Agreement = field(default_factory=Agreement)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the candidate is doing. problem: one line, "" where there is none."""

    state: State = "off"
    candidate: str = ""
    problem: str = ""


class ShadowBook:
    """Safe to use from any thread. Outlives the vision service's rebuilding, and by its file the module's restart.

    clock: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.standing = Standing()
        self._clock = clock
        self._figures: dict[str, Figures] = {}
        self._path: Path | None = None
        self._files = Files()
        self._lock = threading.Lock()

    def open(self, path: Path, files: Files | None = None) -> None:
        """From now on `save` writes to `path`; where nothing was counted yet, goes on with what stands there."""
        self._path, self._files = path, files or Files()
        with self._lock:
            if self._figures:
                return
            # Where nothing is saved yet, or it is damaged, counting begins anew.
            with suppress(OSError, ValueError, TypeError, AttributeError):
                saved: Mapping[str, Any] = json.loads(path.read_text())
                self._figures = {camera: from_record(Figures, record) for camera, record in saved.items()}

    def add(self, camera: str, pairing: Pairing, counts: Agreement) -> None:
        """Another model, or another way to compare, begins a new comparison once a frame was compared so."""
        with self._lock:
            figures = self._figures.get(camera) or Figures(self._clock())
            if counts.frames and figures.pairing not in (None, pairing):
                figures = Figures(self._clock())
            self._figures[camera] = replace(
                figures, pairing=pairing if counts.frames else figures.pairing, counts=figures.counts + counts
            )

    def figures(self, camera: str) -> Figures:
        return self._figures.get(camera) or Figures(self._clock())

    def reset(self, camera: str) -> None:
        """Begins a new comparison of this camera."""
        with self._lock:
            self._figures.pop(camera, None)

    def save(self) -> None:
        """Raises nothing: where the disk does not take it, the comparison lasts for this run."""
        path = self._path
        if path is None:
            return
        with self._lock:
            figures_of = dict(self._figures)
        saved = json.dumps({camera: to_record(figures) for camera, figures in figures_of.items()})
        with suppress(OSError):
            AtomicFile(path, self._files).write(saved.encode())
