"""Keep a frame that shows an object which is in no other frame: it came from nowhere and went nowhere."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.capture.samplers.selection import is_selected, touches_border
from driftwatch.capture.tracker import Track
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleeting(SamplerSettings):
    """Attribute `fleeting`: objects do not come into being in the middle of a picture for one frame only.

    The counterpart of `vanished`: what is there in a single frame was most likely never there. The vote comes with the
    next frame; it is about the one that shows the object. Where objects move too far between two frames to be followed,
    each would be in one frame only: so none counts whose label was lost or found elsewhere at the same time.

    Value: the highest confidence among them.
    """

    NAME: ClassVar[str] = "fleeting"

    confidence: Annotated[float, Range(0, 1)] = 0.5
    """Confidence that the object has at least."""
    edge: Annotated[float, Range(0, 0.5)] = 0.05
    """Part of the image along its borders where objects come and go."""
    labels: tuple[str, ...] = ()
    """Only these count; empty means every label."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many must be in that frame only."""

    def begin(self) -> Sampler:
        return _Watch(self)


class _Watch:
    def __init__(self, settings: Fleeting) -> None:
        self._settings = settings
        self._lost_before: frozenset[str] = frozenset()
        self._followed_before = False

    def vote(self, frame: SamplerInput) -> Vote | None:
        lost, lost_before, followed_before = frame.tracked.lost, self._lost_before, self._followed_before
        self._lost_before, self._followed_before = frozenset(), frame.tracked.continuous
        if not lost or not followed_before:
            return None
        elsewhere = lost_before | {detection.label for detection in frame.tracked.begun}
        self._lost_before = frozenset(track.label for track in lost)
        once = [track.confidence for track in lost if self._was_alone(track) and track.label not in elsewhere]
        if len(once) < self._settings.minimum_objects:
            return None
        return Vote(self._settings.NAME, max(once), about=frame.number - 1)

    def _was_alone(self, track: Track) -> bool:
        settings = self._settings
        return (
            track.hits == 1
            and track.confidence >= settings.confidence
            and is_selected(track.label, settings.labels)
            and not touches_border(track.box, settings.edge)
        )
