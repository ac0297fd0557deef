"""What one inference said about one frame: the only thing that monitoring and capture share."""

import hashlib
from dataclasses import dataclass, field

from driftwatch.inference.answer import Answer


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on two clocks.

    wall: seconds since 1970, UTC; may jump when the machine's clock is set.
    monotonic: seconds since an arbitrary start of this process; never jumps. Durations come from this one.
    """

    wall: float
    monotonic: float


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model spoke. Two identities are the same model when version and sha256 are equal.

    name: of the ML model service. version: from the registry package's path, "" where there is none.
    sha256: of the model file, hexadecimal; "" for a model that lives elsewhere.
    """

    name: str
    version: str = ""
    sha256: str = ""

    @property
    def key(self) -> str:
        """Stable text under which statistics of this model are kept."""
        return f"{self.version or '-'}@{self.sha256[:16] or self.name}"


@dataclass(frozen=True, slots=True)
class ImageStatistics:
    """Of the grey image: mean and contrast (standard deviation) in [0, 255]; sharpness: variance of the Laplacian.

    luma_grid: means of 16 x 16 blocks, a byte each, row by row: enough to distinguish scenes; b"" where unknown.
    """

    mean: float
    contrast: float
    sharpness: float
    luma_grid: bytes = field(default=b"", repr=False)


def frame_id_of(data: bytes) -> str:
    """Hexadecimal digest of a frame's bytes: equal for equal bytes. SHA-1, which processors have a unit for."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Observation:
    """One inference, whoever asked for it. The answer's scores are raw: after NMS, before any user filter.

    stream: name of the camera, "" for images that a caller sent in.
    frame_id: see frame_id_of.
    """

    stream: str
    at: Moment
    model: ModelIdentity
    answer: Answer
    frame_id: str
    image: ImageStatistics | None = field(default=None)
