"""Chance for one site: each day and purpose has a source of its own, so that nothing shifts what comes after it."""

import zlib
from dataclasses import dataclass
from typing import Literal

import numpy as np

Purpose = Literal["site", "weather", "traffic", "objects", "noise", "flicker", "image", "gain", "change", "line"]
_EARLIEST = 1000


@dataclass(frozen=True, slots=True)
class Dice:
    """kind: name of the site's kind. seed: of the site."""

    kind: str
    seed: int

    def throw(self, purpose: Purpose, day: int = 0, part: int = 0) -> np.random.Generator:
        """A fresh source; `day` may lie up to 1,000 days before the stream's start."""
        return np.random.default_rng(
            (zlib.crc32(self.kind.encode()), self.seed, zlib.crc32(purpose.encode()), day + _EARLIEST, part)
        )
