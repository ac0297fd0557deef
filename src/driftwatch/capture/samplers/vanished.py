"""Keep the frame in which an object was missed: it is there before and after, and not in between."""

from collections import deque
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.capture.samplers.selection import is_selected
from driftwatch.capture.tracker import Match
from driftwatch.config.constraints import Range
from driftwatch.inference.answer import Box

HELD: Final = 8  # frames that may still turn out to have missed something


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished(SamplerSettings):
    """Attribute `vanished`: objects do not cease to be in the middle of a picture.

    Temporal consistency of tracks as a sign of errors: Jin et al., "Unsupervised Hard Example Mining from Videos for
    Improved Object Detection" (2018). The vote comes when the object is back; it is about the first frame without.

    Value: the lesser of the confidences before and after.
    """

    NAME: ClassVar[str] = "vanished"

    confidence: Annotated[float, Range(0, 1)] = 0.5
    """Mean confidence that the object had before, at least, and has when it is back."""
    hits: Annotated[int, Range(1)] = 3
    """In at least this many frames it was seen before."""
    max_gap_seconds: Annotated[float, Range(0, 1)] = 1.0
    """Seconds; away for longer, it may have been truly gone."""
    edge: Annotated[float, Range(0, 0.5)] = 0.05
    """Part of the image along its borders where objects may leave."""
    labels: tuple[str, ...] = ()
    """Only these count; empty means all."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many must be back from the same frame."""

    def begin(self) -> Sampler:
        return _Watch(self)


class _Watch:
    def __init__(self, settings: Vanished) -> None:
        self._settings = settings
        self._returned: deque[tuple[int, float]] = deque(maxlen=HELD * 4)

    def vote(self, frame: SamplerInput) -> Vote | None:
        returned = [match for match in frame.tracked.found if self._was_missed(match, frame.now)]
        for match in returned:
            assert match.track.missing_since is not None
            value = min(match.track.confidence, match.detection.confidence)
            self._returned.append((match.track.missing_since, value))
        for match in returned:
            number = match.track.missing_since
            values = [value for about, value in self._returned if about == number]
            if len(values) >= self._settings.minimum_objects:
                return Vote(self._settings.NAME, max(values), about=number)
        return None

    def _was_missed(self, match: Match, now: float) -> bool:
        track, settings = match.track, self._settings
        return (
            track.missing_since is not None
            and track.hits >= settings.hits
            and min(track.confidence, match.detection.confidence) >= settings.confidence
            and now - track.seen <= settings.max_gap_seconds
            and is_selected(match.detection.label, settings.labels)
            and _inside(track.box, settings.edge)
        )


def _inside(box: Box, edge: float) -> bool:
    return min(box.xmin, box.ymin) >= edge and max(box.xmax, box.ymax) <= 1.0 - edge
