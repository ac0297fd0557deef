"""Which detections are the same object as in the frame before: objects that come into view, and those that only flash.

Fifty boxes of one person are one piece of evidence, and a ghost that lasts for one frame is no person.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

_MOST = 100  # detections of a frame that are linked; the rest count as come into view


@dataclass(frozen=True, slots=True)
class Sightings:
    """N detections of F frames, ordered by frame."""

    frames: Ints
    """(N,) from 0 to F - 1."""
    labels: Ints
    """(N,) rows."""
    places: Floats
    """(N, 3) x and y of the centre, and the larger side, as shares of the image."""


@dataclass(frozen=True, slots=True)
class Links:
    """begun: (N,) which detections have none of their label near by in the frame before.

    fleeting: rows of the labels of objects that turned out to last for one frame, one entry each.
    """

    begun: Bools
    fleeting: Ints


@dataclass(slots=True)
class Linker:
    """Holds the last frame of a stream.

    Two detections are one object where the label is the same and the centres are nearer to each other, along both
    sides, than the larger side of the later box.
    """

    _labels: list[str] = field(default_factory=list[str])
    _places: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    _begun: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))

    def link(self, seen: Sightings, count: int, rows: dict[str, int]) -> Links:
        """Links `count` frames, one at least, to each other and to the last one of the call before.

        rows: the row of each label, in their order; gives a row to a label of the last frame that has none.
        """
        before = np.array([rows[name] for name in self._labels], np.int64)
        frames = np.concatenate([np.zeros(len(before), np.int64), seen.frames + 1])
        labels = np.concatenate([before, seen.labels])
        places = np.concatenate([self._places, seen.places])
        linked_back, linked_on = _neighbours(frames, labels, places, count + 1)
        begun = ~linked_back
        begun[: len(before)] = self._begun
        # Whether the last frame's objects last is known only when the next one comes.
        over = begun & ~linked_on & (frames < count)
        last = frames == count
        kept = np.flatnonzero(last)[:_MOST]
        names = list(rows)
        self._labels = [names[row] for row in labels[kept].tolist()]
        self._places, self._begun = places[kept], begun[kept]
        return Links(begun[len(before) :], labels[over])


def _neighbours(frames: Ints, labels: Ints, places: Floats, count: int) -> tuple[Bools, Bools]:
    """(N,) which detections have a partner in the frame before, and which in the next one."""
    size = np.bincount(frames, minlength=count)
    start = np.concatenate(([0], np.cumsum(size)))
    previous = np.where(frames > 0, size[frames - 1], 0)
    previous = np.minimum(previous, _MOST)
    later = np.repeat(np.arange(len(frames)), previous)
    first = np.cumsum(previous) - previous
    earlier = start[np.maximum(frames - 1, 0)][later] + np.arange(len(later)) - first[later]
    alike = labels[later] == labels[earlier]
    later, earlier = later[alike], earlier[alike]
    near = np.abs(places[later, :2] - places[earlier, :2]).max(axis=1) < places[later, 2]
    back, on = np.zeros(len(frames), np.bool_), np.zeros(len(frames), np.bool_)
    back[later[near]] = True
    on[earlier[near]] = True
    return back, on
