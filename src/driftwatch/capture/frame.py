"""The bytes of a frame on their way to a person who labels it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """data: the encoded image as the camera gave it. mime_type: as the camera named it.

    grey: (H, W) uint8 of the same image where somebody decoded it already, perhaps smaller (luma, or the green of RGB);
    saves a decode.
    """

    data: bytes = field(repr=False)
    mime_type: str
    grey: NDArray[np.uint8] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.data)
