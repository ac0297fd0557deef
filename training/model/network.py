"""The network: one hidden layer on each window, softmax over classes and nothing, and a linear place of the object."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.samples import Samples
from model.windows import Values

HIDDEN = 64
_BATCH = 128
_RATE, _MOMENTUM, _DECAY = 0.1, 0.9, 1e-4
_RIDGE = 1e-2

Report = Callable[[int, float], None]
"""Called now and then with the step and the mean cross entropy since the last call."""


@dataclass(frozen=True)
class Network:
    """Weights, each with that of a constant as the last row.

    hidden: (3 * SIDE * SIDE + 1, H). classes: (H + 1, C + 1). places: (H + 1, 4).
    """

    hidden: Values
    classes: Values
    places: Values

    def probabilities(self, windows: Values) -> Values:
        """(N, C + 1), the last of nothing."""
        return softmax(_inner(windows, self.hidden) @ self.classes)


def train(
    samples: Samples, steps: int, rng: np.random.Generator, report: Report, start: Network | None = None
) -> Network:
    """Mini-batch gradient descent with momentum on the cross entropy; places by ridge regression on its features."""
    width, classes = samples.windows.shape[1], samples.wanted.shape[1]
    hidden = rng.normal(0, 0.08, (width + 1, HIDDEN)).astype(np.float32) if start is None else start.hidden.copy()
    output = rng.normal(0, 0.1, (HIDDEN + 1, classes)).astype(np.float32) if start is None else start.classes.copy()
    moves = [np.zeros_like(hidden), np.zeros_like(output)]
    losses: list[float] = []
    for step in range(steps):
        batch = rng.integers(0, len(samples.windows), _BATCH)
        x, wanted, rate = _with_constant(samples.windows[batch]), samples.wanted[batch], _RATE * (1 - step / steps)
        inner = _with_constant(np.maximum(x @ hidden, 0))
        seen = softmax(inner @ output)
        losses.append(float(-(wanted * np.log(seen + 1e-9)).sum() / _BATCH))
        error = (seen - wanted) / _BATCH
        back = (error @ output[:-1].T) * (inner[:, :-1] > 0)
        for i, (weights, gradient) in enumerate(((hidden, x.T @ back), (output, inner.T @ error))):
            moves[i] = _MOMENTUM * moves[i] - rate * (gradient + _DECAY * weights)
            weights += moves[i]
        if (step + 1) % max(1, steps // 10) == 0:
            report(step + 1, float(np.mean(losses)))
            losses.clear()
    return Network(hidden, output, _places(samples, hidden))


def _places(samples: Samples, hidden: Values) -> Values:
    objects = samples.wanted[:, -1] < 0.7
    inner = _inner(samples.windows[objects], hidden)
    weights = inner.T @ inner + _RIDGE * np.eye(inner.shape[1], dtype=np.float32)
    return np.linalg.solve(weights, inner.T @ samples.places[objects]).astype(np.float32)


def _inner(windows: Values, hidden: Values) -> Values:
    return _with_constant(np.maximum(_with_constant(windows) @ hidden, 0))


def _with_constant(values: Values) -> Values:
    return np.concatenate([values, np.ones((len(values), 1), np.float32)], 1)


def softmax(logits: Values) -> Values:
    """Over the last axis."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
