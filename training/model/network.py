"""The network: filters find shapes in a window, and a hidden layer looks at them and says what is there, and where."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from model.windows import SIDE, Values

FILTERS, FILTER, STEP = 24, 6, 2
"""How many filters, pixels of a window that each sees a side, and pixels from one place of it to the next."""
SEEN = (SIDE - FILTER) // STEP + 1
"""Places of a filter in a window, a side."""
HIDDEN = 64
PLACE = 4
"""Numbers that say where the object is: its centre from the cell's middle and its size, in sides of the window."""

_AT_ONCE = 1024  # windows, which bounds the memory


@dataclass(frozen=True)
class Layers:
    """What each layer made of N windows; filtered and hidden are after their thresholds.

    patches: (N * SEEN * SEEN, 3 * FILTER * FILTER). filtered: (N, SEEN * SEEN * FILTERS). hidden: (N, HIDDEN).
    said: (N, C + 1 + PLACE), not yet probabilities.
    """

    patches: Values
    filtered: Values
    hidden: Values
    said: Values


@dataclass(frozen=True)
class Network:
    """Weights, each with that of a constant as the last row.

    filters: (3 * FILTER * FILTER + 1, FILTERS). hidden: (SEEN * SEEN * FILTERS + 1, HIDDEN).
    says: (HIDDEN + 1, C + 1 + PLACE), of the classes, of nothing, and of the place.
    """

    filters: Values
    hidden: Values
    says: Values

    def layers(self, windows: Values) -> Layers:
        """windows: (N, 3 * SIDE * SIDE)."""
        patches = _patches(windows)
        filtered = np.maximum(_linear(patches, self.filters), 0).reshape(len(windows), -1)
        hidden = np.maximum(_linear(filtered, self.hidden), 0)
        return Layers(patches, filtered, hidden, _linear(hidden, self.says))

    def probabilities(self, windows: Values) -> Values:
        """(N, C + 1), the last of nothing."""
        parts = [windows[first : first + _AT_ONCE] for first in range(0, len(windows), _AT_ONCE)]
        return np.concatenate([softmax(self.layers(part).said[:, :-PLACE]) for part in parts])


def new_network(classes: int, rng: np.random.Generator) -> Network:
    """Not trained. Weights are as large as lets a layer's output vary as its input does (He et al. 2015)."""

    def weights(inputs: int, outputs: int, spread: float) -> Values:
        return rng.normal(0, spread, (inputs + 1, outputs)).astype(np.float32)

    pixels, shapes = 3 * FILTER * FILTER, SEEN * SEEN * FILTERS
    return Network(
        weights(pixels, FILTERS, 0.5 * (2 / pixels) ** 0.5),
        weights(shapes, HIDDEN, (2 / shapes) ** 0.5),
        weights(HIDDEN, classes + 1 + PLACE, 0.1),
    )


def softmax(logits: Values) -> Values:
    """Over the last axis."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _linear(values: Values, weights: Values) -> Values:
    return values @ weights[:-1] + weights[-1]


def _patches(windows: Values) -> NDArray[np.float32]:
    """What each filter sees at each of its places, window by window, row by row."""
    pictures = windows.reshape(-1, 3, SIDE, SIDE)
    views = sliding_window_view(pictures, (FILTER, FILTER), (2, 3))[:, :, ::STEP, ::STEP]
    return np.ascontiguousarray(views.transpose(0, 2, 3, 1, 4, 5)).reshape(-1, 3 * FILTER * FILTER)
