"""What the pool knows of each of its frames without reading the disk, some hundred bytes each."""

from dataclasses import dataclass

from driftwatch.quality.sampling.draw import Draw
from driftwatch.watch.reviews.pooled import Pooled


@dataclass(frozen=True, slots=True)
class Entry:
    """number: rises by one a frame. id: of the record. captured: seconds since 1970, UTC. model: ModelIdentity.key.

    size: bytes of the image. labels: of the boxes that are shown.
    """

    number: int
    id: str
    camera: str
    captured: float
    model: str
    size: int
    labels: frozenset[str]
    draw: Draw

    @classmethod
    def of(cls, number: int, pooled: Pooled, size: int) -> "Entry":
        record = pooled.record
        labels = frozenset(one.detection.label for one in pooled.shown)
        return cls(number, record.id, record.camera, record.captured, record.model.key, size, labels, pooled.draw)
