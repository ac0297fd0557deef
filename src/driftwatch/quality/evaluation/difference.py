"""Is the second model better on the same images? A paired difference, with images as what was drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
REDRAWN: Final = 2000
_TAILS: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class EvaluationDifference:
    """Second less first, in shares, and its 95% interval. None where one of them has nothing to divide by."""

    value: float
    low: float
    high: float

    @property
    def is_proven(self) -> bool:
        return self.low > 0 or self.high < 0


def difference(first: Counts, second: Counts, figure: str, rng: np.random.Generator) -> EvaluationDifference | None:
    """Of "precision", "recall" or "f1"; both (N, 3) right, wrong and missed boxes of the same N images.

    Bootstrap by image (Efron 1979): images are redrawn, so boxes of one image may depend on each other.
    """
    share = _SHARES[figure]
    value = share(second.sum(axis=0)) - share(first.sum(axis=0))
    if not np.isfinite(value) or len(first) < 2:
        return None
    picked = rng.multinomial(len(first), np.full(len(first), 1 / len(first)), REDRAWN)
    values = share((picked @ second).T) - share((picked @ first).T)
    values = values[np.isfinite(values)]
    low, high = np.percentile(values, _TAILS)
    return EvaluationDifference(float(value), min(float(low), float(value)), max(float(high), float(value)))


def _divide(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(top / bottom, np.float64)


_SHARES: Final[dict[str, Callable[[Counts], NDArray[np.float64]]]] = {
    "precision": lambda c: _divide(c[0], c[0] + c[1]),
    "recall": lambda c: _divide(c[0], c[0] + c[2]),
    "f1": lambda c: _divide(2 * c[0], 2 * c[0] + c[1] + c[2]),
}
FIGURES: Final = tuple(_SHARES)
