"""Which detections are an object that was seen before: objects that come into view, and those that only flash.

Fifty boxes of one person are one piece of evidence, and so is a person who sits down and is seen now and then: what
the model loses for a while is known again by its place. A ghost that lasts for one frame is no person.
"""

from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

_MOST: Final = 300
"""Detections of a frame that are followed, and twice as many objects; what is more is never taken for a new one."""
_PATIENCE: Final = 600.0
"""Seconds after which an object that is not seen is forgotten, however long it was there."""
_MOST_NAMES: Final = 1000
"""Of labels, before those of which nothing is known are forgotten."""
_FAR: Final = np.inf
_DOUBLE: Final = 0.25
"""Of the larger side: nearer than that to another of its label in the same frame, a detection is of the same object."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """N detections of F frames, ordered by frame."""

    frames: Ints
    """(N,) from 0 to F - 1."""
    labels: Ints
    """(N,) rows."""
    places: Floats
    """(N, 3) x and y of the centre, and the larger side, as shares of the image."""
    times: Floats
    """(F,) seconds of the monotonic clock at which the frames came."""


@dataclass(frozen=True, slots=True)
class Links:
    """begun: (N,) which detections are of no object that is known.

    fleeting: rows of the labels of objects that turned out to last for one frame, one entry each.
    """

    begun: Bools
    fleeting: Ints


class _Numbers(dict[str, int]):
    """The number of a label, the same as long as a stream lasts."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class _Objects:
    """T objects. labels: (T,) numbers. places: (T, 3) where each was last. since, last: (T,) seconds.

    fresh: (T,) those of which the last frame was the first.
    """

    labels: Ints
    places: Floats
    since: Floats
    last: Floats
    fresh: Bools

    def where(self, kept: Ints | Bools) -> "_Objects":
        return _Objects(self.labels[kept], self.places[kept], self.since[kept], self.last[kept], self.fresh[kept])

    def and_also(self, others: "_Objects") -> "_Objects":
        return _Objects(
            np.concatenate([self.labels, others.labels]),
            np.concatenate([self.places, others.places]),
            np.concatenate([self.since, others.since]),
            np.concatenate([self.last, others.last]),
            np.concatenate([self.fresh, others.fresh]),
        )


def _of_frame(labels: Ints, places: Floats, time: float) -> _Objects:
    """The detections of one frame, as objects of which none was seen before."""
    times = np.full(len(labels), time)
    return _Objects(labels, places, times, times.copy(), np.ones(len(labels), np.bool_))


_NOTHING: Final = _of_frame(np.zeros(0, np.int64), np.zeros((0, 3)), 0.0)


@dataclass(slots=True)
class Linker:
    """Follows the objects of a stream.

    A detection is an object that is known where the label is the same and the centres are nearer to each other, along
    both sides, than the larger side of the later box. Each object is one detection at most, the nearest pairs first;
    what lies nearly on another of its label is a double of it, and no object. An object that is not seen is remembered
    for as long as it was seen before that, ten minutes at most, and for one frame at least; where `remembers` is False,
    for that frame only.
    """

    remembers: bool = True
    _known: _Objects = _NOTHING
    _time: float = -np.inf
    _numbers: _Numbers = field(default_factory=_Numbers)

    def link(self, seen: Sightings, rows: dict[str, int]) -> Links:
        """Links the frames to each other and to what was seen in the calls before.

        rows: the row of each label, in their order; gives a row to a label of a known object that has none.
        """
        if len(self._numbers) > _MOST_NAMES:
            self._forget_names()
        begun = np.zeros(len(seen.frames), np.bool_)
        numbers = np.array([self._numbers[name] for name in rows], np.int64)
        labels = numbers[seen.labels]
        edges = np.searchsorted(seen.frames, np.arange(len(seen.times) + 1)).tolist()
        gone: list[int] = []
        for frame, time in enumerate(seen.times.tolist()):
            part = slice(edges[frame], min(edges[frame + 1], edges[frame] + _MOST))
            begun[part], fleeting = self._follow(_of_frame(labels[part], seen.places[part], time), time)
            gone += fleeting
        names = list(self._numbers)
        return Links(begun, np.array([rows[names[number]] for number in gone], np.int64))

    def _follow(self, seen: _Objects, time: float) -> tuple[Bools, list[int]]:
        """Which detections of the next frame begin, and the labels of objects that lasted for the frame before only."""
        known, self._time = self._remembered(time), time
        if not len(seen.labels) and not len(known.labels):
            self._known = _NOTHING
            return seen.fresh, []
        partner = _partners(_distances(seen, known))
        is_known = partner >= 0
        begun = ~is_known & ~_doubles(seen, is_known)
        seen.since[is_known] = known.since[partner[is_known]]
        seen.fresh[:] = begun
        lost = np.ones(len(known.labels), np.bool_)
        lost[partner[is_known]] = False
        here = seen.where(is_known | begun)
        out_of_sight = np.flatnonzero(lost & ~known.fresh)[: 2 * _MOST - len(here.labels)]
        self._known = here.and_also(known.where(out_of_sight)) if len(out_of_sight) else here
        return begun, known.labels[lost & known.fresh].tolist()

    def _forget_names(self) -> None:
        """A stream whose labels are never the same twice must not fill the memory."""
        names = list(self._numbers)
        self._numbers = _Numbers()
        labels = [self._numbers[names[number]] for number in self._known.labels.tolist()]
        self._known = replace(self._known, labels=np.array(labels, np.int64))

    def _remembered(self, time: float) -> _Objects:
        """Those of the last frame, and those that are not forgotten yet."""
        known = self._known
        kept = known.last == self._time
        if self.remembers:
            kept |= time - known.last <= np.minimum(known.last - known.since, _PATIENCE)
        return known if kept.all() else known.where(kept)


def _doubles(seen: _Objects, is_known: Bools) -> Bools:
    """(N,) which of those that are not known lie on one of their label that is, or that comes before them."""
    doubles = np.zeros(len(is_known), np.bool_)
    rows = np.flatnonzero(~is_known)
    if len(is_known) > 1 and len(rows):
        first = is_known[None, :] | (np.arange(len(is_known))[None, :] < rows[:, None])
        doubles[rows] = ((_distances(seen.where(rows), seen) < _DOUBLE) & first).any(axis=1)
    return doubles


def _distances(seen: _Objects, others: _Objects) -> Floats:
    """(N, M) between (N,) detections and others, in larger sides of the former's boxes; infinite from one on."""
    across, down = (np.abs(seen.places[:, side, None] - others.places[None, :, side]) for side in (0, 1))
    apart, sides = np.maximum(across, down), seen.places[:, 2, None]
    near = (apart < sides) & (seen.labels[:, None] == others.labels[None, :])
    return np.where(near, apart / np.maximum(sides, 1e-12), _FAR)


def _partners(distances: Floats) -> Ints:
    """(N,) column of each row, no column twice, the nearest pairs first; -1 for none. Changes `distances`."""
    partner = np.full(len(distances), -1)
    if not distances.size:
        return partner
    while True:
        nearest = distances.argmin(axis=1)
        rows = np.flatnonzero(distances[np.arange(len(distances)), nearest] < _FAR)
        rows = rows[distances[:, nearest[rows]].argmin(axis=0) == rows]
        if not len(rows):
            return partner
        partner[rows] = nearest[rows]
        distances[rows] = _FAR
        distances[:, nearest[rows]] = _FAR
