"""The model whose errors are looked for: a real one, small, and trained on what its owner had pictures of.

A sliding window over the picture at half size, a perceptron with one hidden layer, boxes by regression, non-maximum
suppression. Its confidences are its own; nothing about its errors is written down anywhere.
"""

from typing import Any, Final

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from benchmarks.capture.conveyor import DEBRIS, HEIGHT, LABELS, WIDTH, Grey, Thing, draw, glare, outline
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.inference.matching import iou_matrix

SERVED: Final = 0.5  # what callers are shown
LEAST: Final = 0.05  # what the model reports at all
_WINDOW: Final = 16  # pixels of the half-size picture: 32 of the picture
_STRIDE: Final = 2
_HIDDEN: Final = 48
_NOTHING: Final = len(LABELS)
_OVERLAP: Final = 0.3
_SIGMA: Final = 5.0  # pixels
_SCENES: Final = 4000
_STEPS: Final = 5000

Values = NDArray[np.float32]


class LiveModel:
    """Deterministic for a seed."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        windows, targets, corners = _training_set(rng)
        self._hidden, self._output = _train(windows, targets, rng)
        part = targets[:, _NOTHING] < 0.7
        inner = _activate(windows[part] @ self._hidden)
        ridge = inner.T @ inner + 1e-2 * np.eye(inner.shape[1], dtype=np.float32)
        self._corners = np.linalg.solve(ridge, inner.T @ corners[part])

    def look(self, grey: Grey) -> Answer:
        windows, origins = _windows(grey)
        inner = _activate(windows @ self._hidden)
        probabilities = _softmax(inner @ self._output)
        scores = probabilities[:, :_NOTHING].max(axis=1)
        likely = np.nonzero(scores >= LEAST)[0]
        if not likely.size:
            return Answer(Size(WIDTH, HEIGHT), ())
        corners = (inner[likely] @ self._corners) * 32 + np.tile(origins[likely], 2)
        corners = np.clip(corners / (WIDTH, HEIGHT, WIDTH, HEIGHT), 0.0, 1.0).astype(np.float64)
        labels = probabilities[likely, :_NOTHING].argmax(axis=1)
        return Answer(Size(WIDTH, HEIGHT), _suppress(corners, labels, scores[likely]))


def _suppress(corners: NDArray[Any], labels: NDArray[np.int64], scores: Values) -> tuple[Detection, ...]:
    overlaps = iou_matrix(corners, corners)
    kept: list[int] = []
    for index in np.argsort(-scores, kind="stable").tolist():
        solid = corners[index, 2] > corners[index, 0] and corners[index, 3] > corners[index, 1]
        if solid and not (overlaps[index, kept] > _OVERLAP).any():
            kept.append(index)
    return tuple(
        Detection(Box(*(float(v) for v in corners[i])), LABELS[int(labels[i])], float(scores[i])) for i in kept
    )


def _windows(grey: Grey) -> tuple[Values, NDArray[np.float64]]:
    """(N, 257) of all windows with a constant, and (N, 2) where they begin, in pixels of the picture."""
    half = cv2.resize(grey, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA).astype(np.float32)
    half = (half - np.median(half)) / 100
    views = sliding_window_view(half, (_WINDOW, _WINDOW))[::_STRIDE, ::_STRIDE]
    rows, columns = views.shape[:2]
    flat = views.reshape(rows * columns, -1)
    origins = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), -1).reshape(-1, 2) * float(2 * _STRIDE)
    return _with_constant(np.asarray(flat, np.float32)), origins


def _with_constant(values: Values) -> Values:
    return np.concatenate([values, np.ones((len(values), 1), np.float32)], 1)


def _activate(values: Values) -> Values:
    return _with_constant(np.maximum(values, 0))


def _softmax(logits: Values) -> Values:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _training_set(rng: np.random.Generator) -> tuple[Values, Values, Values]:
    """Windows of pictures with one thing and at times some glare, what is wanted for each, and where the thing is.

    The class is wanted the less the further the window is from the thing's middle, as in Zhou et al., "Objects as
    Points" (2019).
    """
    windows: list[Values] = []
    targets: list[Values] = []
    corners: list[tuple[float, float, float, float]] = []
    for i in range(_SCENES):
        label = (*LABELS, DEBRIS)[i % 5]
        size = rng.uniform(4, 9) if label == DEBRIS else rng.uniform(9, 13)
        thing = Thing(0, label, rng.uniform(25, 135), rng.uniform(25, 95), size, 0.0, rng.uniform(40, 130))
        thing.angle, thing.outline = rng.uniform(0, np.pi), outline(label, rng)
        canvas = np.full((HEIGHT, WIDTH), 60, np.float32)
        draw(canvas, thing)
        if rng.random() < 0.3:
            canvas += glare((rng.uniform(10, 150), rng.uniform(10, 110)), rng.uniform(20, 100))
        canvas += rng.normal(0, rng.uniform(3, 10), canvas.shape).astype(np.float32)
        flat, origins = _windows(np.clip(canvas, 0, 255).astype(np.uint8))
        away = np.abs(origins + 16 - (thing.x, thing.y)).max(axis=1)
        box = thing.box
        pixels = (box.xmin * WIDTH, box.ymin * HEIGHT, box.xmax * WIDTH, box.ymax * HEIGHT)
        near, far = np.nonzero(away < 24)[0], np.nonzero(away >= 24)[0]
        centred = np.nonzero(away <= 4)[0]
        for index in (*centred, *rng.choice(near, 12), *rng.choice(far, 3)):
            wanted = np.zeros(_NOTHING + 1, np.float32)
            wanted[i % 5] = np.exp(-(away[index] ** 2) / (2 * _SIGMA**2))
            wanted[_NOTHING] += 1 - wanted.sum()
            windows.append(flat[index])
            targets.append(wanted)
            x, y = origins[index]
            corners.append(((pixels[0] - x) / 32, (pixels[1] - y) / 32, (pixels[2] - x) / 32, (pixels[3] - y) / 32))
    return np.array(windows), np.array(targets), np.array(corners, np.float32)


def _train(windows: Values, wanted: Values, rng: np.random.Generator) -> tuple[Values, Values]:
    """Mini-batch gradient descent with momentum on the cross entropy."""
    hidden = rng.normal(0, 0.08, (windows.shape[1], _HIDDEN)).astype(np.float32)
    output = rng.normal(0, 0.1, (_HIDDEN + 1, _NOTHING + 1)).astype(np.float32)
    steps = [np.zeros_like(hidden), np.zeros_like(output)]
    for step in range(_STEPS):
        batch = rng.integers(0, len(windows), 128)
        x, rate = windows[batch], 0.1 * (1 - step / _STEPS)
        inner = _activate(x @ hidden)
        error = (_softmax(inner @ output) - wanted[batch]) / len(batch)
        back = (error @ output[:-1].T) * (inner[:, :-1] > 0)
        for i, (weights, gradient) in enumerate(((hidden, x.T @ back), (output, inner.T @ error))):
            steps[i] = 0.9 * steps[i] - rate * (gradient + 1e-4 * weights)
            weights += steps[i]
    return hidden, output
