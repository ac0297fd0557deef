"""Keep a frame that looks like none before: what confidence cannot see."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.fingerprint import Memory
from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty(SamplerSettings):
    """Attribute `novelty`: far from every scene remembered, a greedy k-center choice (Sener & Savarese 2018).

    The first frame of a stream is remembered and not kept. Value: 1/2 at `difference`, 1 from twice as much.
    """

    NAME: ClassVar[str] = "novelty"

    difference: Annotated[float, Range(0, 255, open_minimum=True)] = 12.0
    """Mean grey levels of 255 by which a frame differs from the most similar scene remembered."""
    memory: Annotated[int, Range(1, 4096)] = 256
    """Scenes remembered, 512 bytes each; the oldest makes room."""
    every_seconds: Annotated[float, Range(0)] = 1.0
    """Seconds after which the next frame is looked at, since it may have to be decoded for that."""

    def begin(self) -> Sampler:
        return _Memory(self)


class _Memory:
    def __init__(self, settings: Novelty) -> None:
        self._settings = settings
        self._seen = Memory(settings.memory)
        self._next = -math.inf

    def vote(self, frame: SamplerInput) -> Vote | None:
        if frame.now < self._next:
            return None
        self._next = frame.now + self._settings.every_seconds
        print_ = frame.fingerprint()
        if print_ is None:
            return None
        difference = self._seen.mean_difference(print_)
        if difference < self._settings.difference:
            return None
        self._seen.add(print_)
        if math.isinf(difference):
            return None
        return Vote(self._settings.NAME, min(1.0, difference / (2 * self._settings.difference)))
