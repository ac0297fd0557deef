"""What one inference said about one frame: the only thing that monitoring and capture share."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from driftwatch.inference.answer import Answer

CLOCK_WAS_SET: Final = 1_600_000_000
"""September 2020, in seconds since 1970; no wall clock that was ever set is behind it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on two clocks."""

    wall: float
    """Seconds since 1970, UTC; may jump when the machine's clock is set."""
    monotonic: float
    """Seconds since an arbitrary start of this process; never jumps. Durations come from this one."""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model spoke. Two identities are the same model when version and sha256 are equal."""

    name: str
    """Of the ML model service."""
    version: str = ""
    """From the registry package's path, "" where there is none."""
    sha256: str = ""
    """Of the model file, hexadecimal; "" for a model that lives elsewhere."""

    @property
    def key(self) -> str:
        """Stable text under which statistics of this model are kept."""
        return f"{self.version or '-'}@{self.sha256[:16] or self.name}"


@dataclass(frozen=True, slots=True)
class ImageStatistics:
    """What is measured of the grey image."""

    mean: float
    """Grey level in [0, 255]."""
    contrast: float
    """Standard deviation of the grey levels, in [0, 255]."""
    sharpness: float
    """Variance of the Laplacian."""
    luma_grid: bytes = field(default=b"", repr=False)
    """Means of 16 x 16 blocks, a byte each, row by row: enough to distinguish scenes; b"" where unknown."""


def frame_id_of(data: bytes) -> str:
    """Hexadecimal digest of a frame's bytes: equal for equal bytes. SHA-1, which processors have a unit for."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Observation:
    """One inference, whoever asked for it. The answer's scores are raw: after NMS, before any user filter."""

    stream: str
    """Name of the camera, "" for images that a caller sent in."""
    at: Moment
    model: ModelIdentity
    answer: Answer
    frame_id: str
    """See frame_id_of."""
    image: ImageStatistics | None = field(default=None)
