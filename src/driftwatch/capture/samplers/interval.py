"""Keep a frame at fixed intervals."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(SamplerSettings):
    """Attribute `interval`: a time lapse of each camera.

    Value: always 1/4, so that a full queue drops these first.
    """

    NAME: ClassVar[str] = "interval"
    RANKED: ClassVar[bool] = False

    seconds: Annotated[float, Range(0, open_minimum=True)] = 3600.0
    """Seconds between frames, of the monotonic clock."""

    def begin(self) -> Sampler:
        return _Timer(self)


class _Timer:
    def __init__(self, settings: Interval) -> None:
        self._settings = settings
        self._next = -math.inf

    def vote(self, frame: SamplerInput) -> Vote | None:
        if frame.now < self._next:
            return None
        self._next = frame.now + self._settings.seconds
        return Vote(self._settings.NAME, 0.25)
