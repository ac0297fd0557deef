"""Keep a frame when it holds more or fewer objects than usual."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from driftwatch.capture.samplers.input import MAX_DETECTIONS, SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.capture.samplers.selection import is_selected
from driftwatch.config.constraints import Range

_LEARNING_SECONDS: Final = 300.0
_MEMORY_SECONDS: Final = 1800.0
_LEAST_FRAMES: Final = 200
_LARGEST_WEIGHT: Final = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(SamplerSettings):
    """Attribute `count`: the number of detections is outside `minimum` to `maximum`; None leaves that side open.

    Where both are None, what is usual is learned from the stream itself: a number is unusual while that many objects or
    more, or that many or fewer, were seen in a smaller part than `rare` of the last half hour's frames (what is longer
    ago fades). For the first five minutes, and after half an hour without frames, nothing is unusual.

    Value: rises from 1/2 for one too many or too few towards 1; of a learned one, 1/2 for what never occurred, falling
    to 0 at `rare`: an unusual number may well be right. A frame of a pure classifier has no count.
    """

    NAME: ClassVar[str] = "count"

    minimum: Annotated[int, Range(0)] | None = None
    """Fewer detections are a reason. None: never; both None: what is usual is learned from the stream."""
    maximum: Annotated[int, Range(0)] | None = None
    """More detections are a reason. None: never."""
    labels: tuple[str, ...] = ()
    """Only these are counted; empty means every label."""
    confidence: Annotated[float, Range(0, 1)] = 0.5
    """Confidence from which a detection is counted."""
    rare: Annotated[float, Range(0, 0.5, open_minimum=True)] = 0.02
    """Where it is learned: part of the last half hour's frames, below which a count (or one farther out) is unusual."""

    def problems(self) -> list[str]:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            return [f"minimum: {self.minimum} must not be above maximum, which is {self.maximum}"]
        return []

    def begin(self) -> Sampler:
        return _Learned(self) if self.minimum is None and self.maximum is None else self

    def vote(self, frame: SamplerInput) -> Vote | None:
        if frame.observation.answer.detections is None:
            return None
        count = self.of(frame)
        outside = max(
            0 if self.minimum is None else self.minimum - count, 0 if self.maximum is None else count - self.maximum
        )
        return Vote(self.NAME, 1.0 - 0.5**outside) if outside > 0 else None

    def of(self, frame: SamplerInput) -> int:
        """How many objects are counted."""
        least, labels = self.confidence, self.labels
        return sum(d.confidence >= least and is_selected(d.label, labels) for d in frame.detections)


class _Learned:
    def __init__(self, settings: Count) -> None:
        self._settings = settings
        self._forget(0.0)
        self._at = -math.inf

    def vote(self, frame: SamplerInput) -> Vote | None:
        if frame.observation.answer.detections is None:
            return None
        count, now = self._settings.of(frame), frame.now
        if now - self._at > _MEMORY_SECONDS:
            self._forget(now)
        else:
            self._age(now - self._at)
        self._at = now
        seen = self._seen
        seen[count] += self._weight
        total = sum(seen)
        if now - self._since < _LEARNING_SECONDS or total < _LEAST_FRAMES * self._weight:
            return None
        fewer = sum(seen[: count + 1])
        share = min(fewer, total - fewer + seen[count]) / total
        rare = self._settings.rare
        return Vote(self._settings.NAME, 0.5 * (1.0 - share / rare)) if share < rare else None

    def _forget(self, now: float) -> None:
        self._seen = [0.0] * (MAX_DETECTIONS + 1)  # by count, the weights of the frames with that count
        self._weight = 1.0
        self._since = now

    def _age(self, seconds: float) -> None:
        """Instead of letting all that was seen fade, what is new weighs more."""
        self._weight *= math.exp(max(0.0, seconds) / _MEMORY_SECONDS)
        if self._weight > _LARGEST_WEIGHT:
            self._seen = [weight / self._weight for weight in self._seen]
            self._weight = 1.0
