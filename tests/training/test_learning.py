"""The gradients by which the network learns, against the differences that small changes of the weights make."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from model.learning import FAR_OFF, OF_PLACES, gradients, train
from model.network import Network, new_network, softmax
from model.samples import OBJECT, Samples
from model.windows import SIDE

RNG = np.random.default_rng(5)
SAMPLES = Samples(
    RNG.normal(0, 1, (40, 3 * SIDE * SIDE)).astype(np.float32),
    softmax(RNG.normal(0, 3, (40, 3)).astype(np.float32)),
    RNG.normal(0, 0.02, (40, 4)).astype(np.float32),
)


def quiet(step: int, loss: float) -> None:
    del step, loss


def cost(network: Network) -> float:
    """What is to become smaller, written down once more."""
    said = network.layers(SAMPLES.windows).said.astype(np.float64)
    logits = said[:, :3] - said[:, :3].max(axis=1, keepdims=True)
    entropy = -(SAMPLES.wanted * (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))).sum()
    off = np.abs(said[:, 3:] - SAMPLES.places)
    apart = np.where(off < FAR_OFF, off**2 / 2, FAR_OFF * (off - FAR_OFF / 2)).sum(axis=1)
    nothing = SAMPLES.wanted[:, -1]
    return float(entropy + OF_PLACES * (np.where(nothing < OBJECT, 1 - nothing, 0) * apart).sum()) / 40


@pytest.mark.parametrize("layer", ["filters", "hidden", "says"])
def test_the_cost_changes_as_the_gradient_says(layer: str) -> None:
    start = new_network(2, np.random.default_rng(6))
    before: NDArray[np.float32] = getattr(start, layer)
    slope = gradients(start, SAMPLES)[1][("filters", "hidden", "says").index(layer)]
    step = (1e-3 / np.abs(slope).max() * slope).astype(np.float32)
    up, down = (replace(start, **{layer: before + sign * step}) for sign in (1, -1))
    assert cost(up) - cost(down) == pytest.approx(2 * float((slope * step).sum()), rel=0.02)


def test_it_leaves_the_network_that_it_began_with() -> None:
    start = new_network(2, np.random.default_rng(6))
    before = [one.copy() for one in (start.filters, start.hidden, start.says)]
    after = train(SAMPLES, 20, np.random.default_rng(1), quiet, start)
    for one, copy in zip((start.filters, start.hidden, start.says), before, strict=True):
        np.testing.assert_array_equal(one, copy)
    assert cost(after) < 0.8 * cost(start)
