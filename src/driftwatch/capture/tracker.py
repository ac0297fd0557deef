"""Follows objects from frame to frame by the overlap of their boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from driftwatch.inference.answer import Box, Detection
from driftwatch.inference.matching import Corners, overlapping

MAX_TRACKS: Final = 64
_MEMORY: Final = 0.5  # weight of the newest step in a track's speed and confidence


@dataclass(slots=True)
class Track:
    """One object."""

    box: Box
    """Where it was seen last."""
    label: str
    confidence: float
    """Mean over those, the newest weigh most."""
    seen: float
    """Seconds of the monotonic clock."""
    speed: tuple[float, float] = (0.0, 0.0)
    """Along x and y, fractions of the image a second."""
    hits: int = 1
    """Frames in which it was seen."""
    missing_since: int | None = None
    """Number of the first frame without it, None while it is seen."""
    usual: str = ""
    """The label that it had in most frames, by the lead of this many frames over all other labels (the majority vote of
    Boyer & Moore 1981).
    """
    lead: int = 1

    def expected(self, now: float) -> Corners:
        """Corners where it should be now if it goes on as before."""
        box, speed, seconds = self.box, self.speed, now - self.seen
        dx, dy = speed[0] * seconds, speed[1] * seconds
        return box.xmin + dx, box.ymin + dy, box.xmax + dx, box.ymax + dy

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
        usual, lead = self.usual, self.lead
        if detection.label == usual:
            lead += 1
        elif lead > 1:
            lead -= 1
        else:
            usual = detection.label
        return Track(detection.box, detection.label, confidence, now, speed, self.hits + 1, None, usual, lead)


class Match(NamedTuple):
    """A track seen again. The track is as it was before this frame."""

    track: Track
    detection: Detection


@dataclass(frozen=True, slots=True)
class Tracked:
    """What became of the tracks with one frame."""

    found: tuple[Match, ...] = ()
    """Tracks seen in this frame."""
    lost: tuple[Track, ...] = ()
    """Tracks seen in the frame before and not in this one."""
    begun: tuple[Detection, ...] = ()
    """Detections that are on no track yet."""
    continuous: bool = False
    """The frame before is so recent that objects could be followed from it."""


class Tracker:
    """Greedy matching by intersection over union along the expected motion, whatever the labels say.

    After Bewley et al., "Simple Online and Realtime Tracking" (2016), with a mean speed in place of the Kalman filter.
    iou: boxes that overlap less are not the same object. patience: seconds for which a lost object is remembered.
    """

    def __init__(self, iou: float = 0.3, patience: float = 1.0) -> None:
        self._iou = iou
        self._patience = patience
        self._tracks: list[Track] = []
        self._at = float("-inf")

    def __len__(self) -> int:
        return len(self._tracks)

    def update(self, detections: Sequence[Detection], corners: Sequence[Corners], number: int, now: float) -> Tracked:
        """corners: of the detections. number: of the frame. now: seconds of the monotonic clock."""
        continuous, self._at = now - self._at <= self._patience, now
        tracks = [track for track in self._tracks if now - track.seen <= self._patience]
        if not tracks and not detections:
            self._tracks = tracks
            return Tracked(continuous=continuous)
        pairs = self._pairs(tracks, corners, now)
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
        begun = tuple(d for i, d in enumerate(detections) if i not in matched)
        followed += [Track(d.box, d.label, d.confidence, now, usual=d.label) for d in begun]
        self._tracks = followed[:MAX_TRACKS]
        return Tracked(tuple(found), tuple(lost), begun, continuous)

    def _pairs(self, tracks: Sequence[Track], corners: Sequence[Corners], now: float) -> dict[int, int]:
        """Track to detection, the best overlap first; each at most once. Who is lost gets what the others leave."""
        pairs: dict[int, int] = {}
        columns = list(range(len(corners)))
        left: list[Corners] = list(corners)
        for lost in (False, True):
            rows = [row for row, track in enumerate(tracks) if (track.missing_since is not None) == lost]
            if not rows or not columns:
                continue
            found = overlapping([tracks[row].expected(now) for row in rows], left, self._iou)
            found.sort(key=_overlap, reverse=True)
            taken: set[int] = set()
            for i, j, _ in found:
                if rows[i] not in pairs and j not in taken:
                    pairs[rows[i]] = columns[j]
                    taken.add(j)
            columns = [column for j, column in enumerate(columns) if j not in taken]
            left = [corners[column] for column in columns]
        return pairs


def _overlap(pair: tuple[int, int, float]) -> float:
    return pair[2]
