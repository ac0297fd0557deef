"""Pixels of the model's size to the tensor that the model takes."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.pixels import Pixels
from driftwatch.inference.tensors import Array, Quantization, TensorSpec

_TAKEN = ("uint8", "int8", "int16", "uint16", "int32", "int64", "float16", "float32", "float64")


@dataclass(frozen=True, slots=True)
class Normalization:
    """value = (pixel / 255 - mean) / std, one mean and std a channel, in the order in which the model takes them."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a model's input holds an image."""

    channels_first: bool
    channels: int
    """3, or 1 for grey."""
    height: int
    """ANY where open."""
    width: int
    """ANY where open."""


class TensorMaker:
    """Makes the input tensor of one model. A channel has 256 values, so every arithmetic is a table of 256 entries.

    normalization: None leaves integers as they are, as the builtin service does for uint8; int8 then takes
    pixel - 128, which is the same picture for the usual zero points. With a normalization, integers are
    quantised as the model's scale and zero point say.
    """

    def __init__(self, spec: TensorSpec, layout: Layout, normalization: Normalization | None, bgr: bool) -> None:
        if spec.dtype not in _TAKEN:
            raise ModelError(f"the model's image input {spec} is of a dtype that no image can be turned into")
        self._dtype = np.dtype(spec.dtype)
        self._layout = layout
        self._bgr = bgr
        self._tables = _tables(self._dtype, normalization, spec.quantization, layout.channels)

    def make(self, pixels: Pixels) -> Array:
        """Gives (1, H, W, C) or (1, C, H, W) from (H, W, 3) uint8 RGB. The tensor is the caller's to keep."""
        if self._layout.channels == 1:
            grey: Pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)  # pyright: ignore[reportAssignmentType]
            values = self._look_up(grey, 0)
            return values[None, None] if self._layout.channels_first else values[None, :, :, None]
        order = (2, 1, 0) if self._bgr else (0, 1, 2)
        if self._layout.channels_first:
            return self._planes(pixels, order)
        return self._interleaved(pixels)

    def _planes(self, pixels: Pixels, order: tuple[int, int, int]) -> Array:
        height, width = pixels.shape[:2]
        out = np.empty((1, 3, height, width), dtype=self._dtype)
        planes = cv2.split(pixels)
        for position, channel in enumerate(order):
            plane: Pixels = planes[channel]  # pyright: ignore[reportAssignmentType]
            table = None if self._tables is None else self._tables[position]
            if table is not None and table.dtype == self._dtype == np.float32:
                cv2.LUT(plane, table, dst=out[0, position])
            else:
                out[0, position] = self._look_up(plane, position)
        return out

    def _interleaved(self, pixels: Pixels) -> Array:
        ordered: Pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if self._bgr else pixels  # pyright: ignore[reportAssignmentType]
        if self._tables is None:
            return np.ascontiguousarray(ordered)[None].astype(self._dtype, copy=True)
        one_for_all = bool((self._tables == self._tables[0]).all())
        table = self._tables[0] if one_for_all else np.ascontiguousarray(self._tables.T)[None]  # (1, 256, 3)
        return np.asarray(cv2.LUT(ordered, table))[None].astype(self._dtype, copy=False)

    def _look_up(self, plane: Pixels, position: int) -> Array:
        if self._tables is None:
            return plane.astype(self._dtype)
        return np.asarray(cv2.LUT(plane, self._tables[position])).astype(self._dtype, copy=False)


def _tables(
    dtype: np.dtype[Any], normalization: Normalization | None, quantization: Quantization | None, channels: int
) -> Array | None:
    """(channels, 256) values of each pixel value; None where the pixel is the value."""
    pixel = np.arange(256)
    if normalization is None:
        return np.tile((pixel - 128).astype(np.int8), (channels, 1)) if dtype == np.int8 else None
    # In float32 and in this order, so that the values are the builtin service's to the last bit.
    scaled = pixel.astype(np.float32) / np.float32(255)
    pairs = zip(normalization.mean[:channels], normalization.std[:channels], strict=True)
    values = np.stack([(scaled - np.float32(mean)) / np.float32(std) for mean, std in pairs])
    if np.issubdtype(dtype, np.floating):
        return values.astype(np.float64) if dtype == np.float64 else values
    step = quantization or Quantization(1.0, 0)
    limits = np.iinfo(dtype)
    stored = np.clip(np.rint(values.astype(np.float64) / step.scale) + step.zero_point, limits.min, limits.max)
    return stored.astype(dtype if dtype.itemsize == 1 else np.float64)


def read_layout(spec: TensorSpec) -> Layout | None:
    """The layout of an image input; None where `spec` is not one.

    Channels come first where the first 3 of the shape is at index 1, as the builtin service has it.
    """
    if len(spec.shape) != 4 or spec.dtype not in _TAKEN:
        return None
    shape = spec.shape
    if 3 in shape:
        index = shape.index(3)
        if index == 1:
            return Layout(True, 3, shape[2], shape[3])
        return Layout(False, 3, shape[1], shape[2]) if shape[3] in (3, -1) else None
    if shape[1] == 1 and shape[3] != 1:
        return Layout(True, 1, shape[2], shape[3])
    if shape[3] == 1:
        return Layout(False, 1, shape[1], shape[2])
    if shape[1] == -1 and min(shape[2:]) > 4:
        return Layout(True, 3, shape[2], shape[3])
    return Layout(False, 3, shape[1], shape[2]) if shape[3] == -1 else None
