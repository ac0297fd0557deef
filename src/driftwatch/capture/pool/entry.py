"""What the pool knows of each of its frames without reading the disk, some half a kilobyte each."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from driftwatch.capture.pool.pooled import Pooled

Scored: TypeAlias = tuple[str, float]
"""A label and its confidence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """number: rises by one a frame. id: of the record. captured: seconds since 1970, UTC. model: ModelIdentity.key.

    chance: with which the frame is in the pool now, what was thinned out included. luck: the number below it.
    size: bytes of the image. served, below: what the model said from the threshold up, and below it.
    """

    number: int
    id: str
    frame_id: str
    camera: str
    captured: float
    model: str
    chance: float
    luck: float
    size: int
    served: tuple[Scored, ...]
    below: tuple[Scored, ...]
    clues: tuple[str, ...]

    @classmethod
    def of(cls, number: int, pooled: Pooled, size: int) -> "Entry":
        record = pooled.record
        served = tuple((one.label, one.confidence) for one in pooled.shown)
        below = tuple((one.label, one.confidence) for one in pooled.below)
        place = (number, record.id, record.frame_id, record.camera, record.captured, record.model.key)
        return cls(*place, record.inclusion, pooled.luck, size, served, below, pooled.clues)

    def thinned(self, factor: float) -> "Entry":
        return replace(self, chance=self.chance * factor)
