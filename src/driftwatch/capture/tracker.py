"""Follows objects from frame to frame by the overlap of their boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.inference.answer import Box, Detection
from driftwatch.inference.matching import corners_of, iou_matrix

MAX_TRACKS: Final = 64
_MEMORY: Final = 0.5  # weight of the newest step in a track's speed and confidence


@dataclass(slots=True)
class Track:
    """One object.

    box: where it was seen last. speed: along x and y, fractions of the image a second.
    hits: frames in which it was seen. confidence: mean over those, the newest weigh most.
    seen: seconds of the monotonic clock. missing_since: number of the first frame without it, None while it is seen.
    """

    box: Box
    label: str
    confidence: float
    seen: float
    speed: tuple[float, float] = (0.0, 0.0)
    hits: int = 1
    missing_since: int | None = None

    def expected(self, now: float) -> tuple[float, float, float, float]:
        """Corners where it should be now if it goes on as before."""
        seconds = now - self.seen
        dx, dy = self.speed[0] * seconds, self.speed[1] * seconds
        return self.box.xmin + dx, self.box.ymin + dy, self.box.xmax + dx, self.box.ymax + dy

    def followed(self, detection: Detection, now: float) -> "Track":
        """The track after it was seen again."""
        seconds = now - self.seen
        speed = self.speed
        if seconds > 0:
            old, new = self.box, detection.box
            weight = 1.0 if self.hits == 1 else _MEMORY
            dx = (new.xmin + new.xmax - old.xmin - old.xmax) / (2 * seconds)
            dy = (new.ymin + new.ymax - old.ymin - old.ymax) / (2 * seconds)
            speed = (speed[0] + weight * (dx - speed[0]), speed[1] + weight * (dy - speed[1]))
        confidence = self.confidence + _MEMORY * (detection.confidence - self.confidence)
        return Track(detection.box, detection.label, confidence, now, speed, self.hits + 1)


@dataclass(frozen=True, slots=True)
class Match:
    """A track seen again. The track stands as it was before this frame."""

    track: Track
    detection: Detection


@dataclass(frozen=True, slots=True)
class Tracked:
    """found: tracks seen in this frame. lost: tracks seen in the frame before and not in this one."""

    found: tuple[Match, ...] = ()
    lost: tuple[Track, ...] = ()


class Tracker:
    """Greedy matching by intersection over union along the expected motion, whatever the labels say.

    After Bewley et al., "Simple Online and Realtime Tracking" (2016), with a mean speed in place of the Kalman filter.
    iou: boxes that overlap less are not the same object. patience: seconds for which a lost object is remembered.
    """

    def __init__(self, iou: float = 0.3, patience: float = 1.0) -> None:
        self._iou = iou
        self._patience = patience
        self._tracks: list[Track] = []

    def __len__(self) -> int:
        return len(self._tracks)

    def update(self, detections: Sequence[Detection], number: int, now: float) -> Tracked:
        """number: of the frame. now: seconds of the monotonic clock."""
        tracks = [track for track in self._tracks if now - track.seen <= self._patience]
        pairs = self._pairs(tracks, detections, now)
        found: list[Match] = []
        lost: list[Track] = []
        followed: list[Track] = []
        for row, track in enumerate(tracks):
            column = pairs.get(row)
            if column is not None:
                found.append(Match(track, detections[column]))
                followed.append(track.followed(detections[column], now))
                continue
            if track.missing_since is None:
                track.missing_since = number
                lost.append(track)
            followed.append(track)
        matched = set(pairs.values())
        followed += [Track(d.box, d.label, d.confidence, now) for i, d in enumerate(detections) if i not in matched]
        self._tracks = followed[:MAX_TRACKS]
        return Tracked(tuple(found), tuple(lost))

    def _pairs(self, tracks: Sequence[Track], detections: Sequence[Detection], now: float) -> dict[int, int]:
        """Track to detection, the best overlap first; each at most once."""
        if not tracks or not detections:
            return {}
        expected = np.array([track.expected(now) for track in tracks])
        overlaps = iou_matrix(expected, corners_of(detections))
        rows, columns = (overlaps >= self._iou).nonzero()
        order = (-overlaps[rows, columns]).argsort(kind="stable")
        pairs: dict[int, int] = {}
        taken: set[int] = set()
        for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
            if row not in pairs and column not in taken:
                pairs[row] = column
                taken.add(column)
        return pairs
