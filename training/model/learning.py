"""How the network learns: mini-batch gradient descent on what is in a window, and on where it is."""

from collections.abc import Callable

import numpy as np

from model.network import FILTERS, PLACE, Network, softmax
from model.samples import OBJECT, Samples
from model.windows import Values

_BATCH = 128
_RATE, _MOMENTUM, _DECAY = 0.1, 0.9, 1e-4
OF_PLACES = 5.0
"""How much an error of a place counts, next to the cross entropy of the classes."""
FAR_OFF = 0.1
"""Sides of a window; places that are further off than this count in proportion, not by the square (Huber 1964)."""

Report = Callable[[int, float], None]
"""Called now and then with the step and the mean cross entropy since the last call."""


def train(samples: Samples, steps: int, rng: np.random.Generator, report: Report, start: Network) -> Network:
    """`start` as it is after `steps` batches, with momentum and a rate that falls to nothing."""
    weights = [start.filters.copy(), start.hidden.copy(), start.says.copy()]
    network = Network(*weights)
    moves = [np.zeros_like(one) for one in weights]
    losses: list[float] = []
    for step in range(steps):
        batch, rate = rng.integers(0, len(samples.windows), _BATCH), _RATE * (1 - step / steps)
        loss, slopes = gradients(network, samples.of(batch))
        losses.append(loss)
        for one, move, slope in zip(weights, moves, slopes, strict=True):
            move *= _MOMENTUM
            move -= rate * (slope + _DECAY * one)
            one += move
        if (step + 1) % max(1, steps // 10) == 0:
            report(step + 1, float(np.mean(losses)))
            losses.clear()
    return network


def gradients(network: Network, samples: Samples) -> tuple[float, list[Values]]:
    """The mean cross entropy, and how all that counts grows with each weight, in the order of Network's layers."""
    made = network.layers(samples.windows)
    seen = softmax(made.said[:, :-PLACE])
    nothing = samples.wanted[:, -1:]
    counts = np.where(nothing < OBJECT, 1 - nothing, 0)
    off = counts * np.clip(made.said[:, -PLACE:] - samples.places, -FAR_OFF, FAR_OFF)
    error = np.concatenate([seen - samples.wanted, OF_PLACES * off], 1) / len(seen)
    at_hidden = (error @ network.says[:-1].T) * (made.hidden > 0)
    at_filtered = (at_hidden @ network.hidden[:-1].T) * (made.filtered > 0)
    pairs = (
        (made.patches, at_filtered.reshape(-1, FILTERS)),
        (made.filtered, at_hidden),
        (made.hidden, error),
    )
    slopes = [np.concatenate([given.T @ wrong, wrong.sum(axis=0)[None]]) for given, wrong in pairs]
    return float(-(samples.wanted * np.log(seen + 1e-9)).sum() / len(seen)), slopes
