"""The fixed boxes ("anchors", "priors") from which single-shot detectors measure what they see."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from driftwatch.config.constraints import Range
from driftwatch.inference.answer import Size


@dataclass(frozen=True, slots=True)
class AnchorSettings:
    """Attribute `anchors`: how a model's anchors lie; needed for models of one's own shape only.

    The other words and meanings are those of MediaPipe's SsdAnchorsCalculatorOptions.
    """

    strides: tuple[Annotated[int, Range(1)], ...] = ()
    """Pixels from one anchor to the next, one a layer; empty: those of the known models are tried."""
    aspect_ratios: tuple[Annotated[float, Range(0, open_minimum=True)], ...] = (1.0,)
    """Width to height of each anchor of a cell."""
    interpolated_scale_aspect_ratio: Annotated[float, Range(0)] = 1.0
    """Width to height of one more anchor, between this layer's scale and the next; 0: none."""
    min_scale: Annotated[float, Range(0, 1)] = 0.2
    """Anchor scale of the first layer, a fraction of the image."""
    max_scale: Annotated[float, Range(0, 1)] = 0.95
    """Anchor scale of the last layer, a fraction of the image."""
    reduce_boxes_in_lowest_layer: bool = False
    """Three anchors a cell in the first layer."""
    fixed_anchor_size: bool = False
    """Every anchor is as large as the image, only its centre counts."""
    scales_per_octave: Annotated[int, Range(0, 16)] = 0
    """As in TensorFlow's MultiscaleAnchorGenerator; 0: by min_scale and max_scale.

    The anchors of a cell are anchor_scale cells large, and 2^(1/n), 2^(2/n), ... times that.
    """
    anchor_scale: Annotated[float, Range(0, open_minimum=True)] = 4.0
    """See scales_per_octave."""
    sizes: tuple[Annotated[float, Range(0, open_minimum=True)], ...] = ()
    """Width and height of each anchor in pixels, from the finest grid to the coarsest.

    All that yolo_heads and custom_vision need; the others are for ssd, mediapipe and efficientdet.
    """


def anchors(settings: AnchorSettings, canvas: Size) -> NDArray[np.float64]:
    """(N, 4) centre x, centre y, width, height, fractions of the canvas, in the order of the model's rows."""
    if settings.scales_per_octave:
        return np.concatenate([_octave(settings, canvas, stride) for stride in settings.strides] or [np.empty((0, 4))])
    parts: list[NDArray[np.float64]] = []
    first = 0
    while first < len(settings.strides):
        stride = settings.strides[first]
        last = first
        while last < len(settings.strides) and settings.strides[last] == stride:
            last += 1
        sizes = np.array([size for layer in range(first, last) for size in _sizes(settings, layer)]).reshape(-1, 2)
        parts.append(_grid(canvas, stride, np.ones_like(sizes) if settings.fixed_anchor_size else sizes))
        first = last
    return np.concatenate(parts) if parts else np.empty((0, 4))


def _grid(canvas: Size, stride: int, sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every size at the middle of every cell: cells row by row, the sizes of a cell next to each other."""
    rows, columns = math.ceil(canvas.height / stride), math.ceil(canvas.width / stride)
    y, x = np.meshgrid((np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns, indexing="ij")
    centres = np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), len(sizes), axis=0)
    return np.concatenate([centres, np.tile(sizes, (rows * columns, 1))], axis=1)


def _octave(settings: AnchorSettings, canvas: Size, stride: int) -> NDArray[np.float64]:
    """One layer of anchors that are some cells large; the scales of a cell in turn, each with every ratio."""
    cell = np.array([1 / math.ceil(canvas.width / stride), 1 / math.ceil(canvas.height / stride)])
    scales = 2 ** (np.arange(settings.scales_per_octave) / settings.scales_per_octave)
    shapes = [(math.sqrt(ratio), 1 / math.sqrt(ratio)) for ratio in settings.aspect_ratios]
    sizes = np.array([settings.anchor_scale * scale * cell * shape for scale in scales for shape in shapes])
    return _grid(canvas, stride, sizes)


def _sizes(settings: AnchorSettings, layer: int) -> Iterator[tuple[float, float]]:
    """Width and height of a layer's anchors."""
    scale = _scale(settings, layer)
    if layer == 0 and settings.reduce_boxes_in_lowest_layer:
        shapes = [(1.0, 0.1), (2.0, scale), (0.5, scale)]
    else:
        shapes = [(ratio, scale) for ratio in settings.aspect_ratios]
        if settings.interpolated_scale_aspect_ratio > 0:
            following = 1.0 if layer == len(settings.strides) - 1 else _scale(settings, layer + 1)
            shapes.append((settings.interpolated_scale_aspect_ratio, math.sqrt(scale * following)))
    for ratio, size in shapes:
        yield size * math.sqrt(ratio), size / math.sqrt(ratio)


def _scale(settings: AnchorSettings, layer: int) -> float:
    layers = len(settings.strides)
    if layers == 1:
        return (settings.min_scale + settings.max_scale) / 2
    return settings.min_scale + (settings.max_scale - settings.min_scale) * layer / (layers - 1)
