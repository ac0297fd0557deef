"""How confidences are distributed, in 64 bins that add up without loss."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

BINS = 64
_FORMAT = 1


def bin_of(confidences: NDArray[np.float64]) -> NDArray[np.int64]:
    """Bin of each confidence in [0, 1]: (N,) -> (N,), from 0 to 63; 1.0 belongs to the last bin."""
    return np.minimum((confidences * BINS).astype(np.int64), BINS - 1)


def _no_counts() -> NDArray[np.int64]:
    return np.zeros(BINS, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of confidences in 64 equal bins over [0, 1].

    Two histograms add bin by bin, so minutes, hours and whole fleets merge exactly, in any order. Quantiles read from
    it are off by less than one bin (1/64).
    """

    counts: NDArray[np.int64] = field(default_factory=_no_counts)
    """(64,) int64, read-only."""

    def __post_init__(self) -> None:
        if self.counts.shape != (BINS,) or self.counts.dtype != np.int64:
            raise ValueError(f"a histogram has {BINS} int64 counts, not {self.counts.dtype} {self.counts.shape}")
        self.counts.setflags(write=False)

    @classmethod
    def of(cls, confidences: NDArray[np.float64]) -> "Histogram":
        """Counts `confidences`, (N,) in [0, 1]."""
        return cls(np.bincount(bin_of(confidences), minlength=BINS).astype(np.int64))

    @classmethod
    def total(cls, parts: "Iterable[Histogram]") -> "Histogram":
        """The sum of all `parts`; the empty histogram where there are none."""
        counts = _no_counts()
        for part in parts:
            counts += part.counts
        return cls(counts)

    def __add__(self, other: "Histogram") -> "Histogram":
        return Histogram(self.counts + other.counts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Histogram) and np.array_equal(self.counts, other.counts)

    def __hash__(self) -> int:
        return hash(self.counts.tobytes())

    @property
    def size(self) -> int:
        """How many confidences were counted."""
        return int(self.counts.sum())

    def quantile(self, share: float, above: float = 0.0) -> float | None:
        """The confidence below which `share` (0 to 1) of the counted ones lie; None where nothing was counted.

        Only what lies above `above` counts; the bin that `above` cuts gives its part in proportion.
        Linear inside a bin.
        """
        edges = np.arange(BINS + 1) / BINS
        kept = np.clip((edges[1:] - above) * BINS, 0.0, 1.0) * self.counts
        if kept.sum() <= 0:
            return None
        cumulated = np.concatenate(([0.0], np.cumsum(kept)))
        index = min(int(np.searchsorted(cumulated, share * cumulated[-1], side="left")), BINS)
        low = int(np.flatnonzero(kept)[0]) if index == 0 else index - 1
        start = max(float(edges[low]), above)
        if kept[low] == 0:
            return start
        inside = max(share * cumulated[-1] - cumulated[low], 0.0) / kept[low]
        return float(start + inside * (edges[low + 1] - start))

    def to_bytes(self) -> bytes:
        """A format byte, then variable-length integers (LEB128): a count, or 0 and the length of a run of zeros."""
        out = bytearray([_FORMAT])
        run = 0
        for count in (*self.counts.tolist(), None):
            if count == 0:
                run += 1
                continue
            if run:
                out.append(0)
                _write_varint(out, run)
                run = 0
            if count is not None:
                _write_varint(out, count)
        return bytes(out)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Histogram":
        """Reads what `to_bytes` wrote. Raises ValueError where `data` is not that."""
        if not data or data[0] != _FORMAT:
            raise ValueError("not a histogram of a known format")
        counts: list[int] = []
        numbers = iter(_read_varints(data[1:]))
        for number in numbers:
            if number:
                counts.append(number)
                continue
            run = next(numbers, 0)
            if not 1 <= run <= BINS:
                raise ValueError("a histogram with a run of zeros of impossible length")
            counts.extend([0] * run)
        if len(counts) != BINS or max(counts) >= 1 << 63:
            raise ValueError(f"a histogram of {len(counts)} bins, not {BINS}, or of impossible counts")
        return cls(np.array(counts, np.int64))


def _write_varint(out: bytearray, value: int) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _read_varints(data: bytes) -> list[int]:
    values: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            values.append(value)
            value = shift = 0
    if shift:
        raise ValueError("a histogram that ends in the middle of a number")
    return values
