"""Distances that are written as distributions: a logit for each whole number of cells.

Source: Li et al., "Generalized Focal Loss", 2020, whose mean is the distance; used by NanoDet, PicoDet and YOLOv8.
"""

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.heads.classifier import softmax
from driftwatch.inference.heads.common.tensor_reading import Floats


def means(logits: Floats) -> NDArray[np.float64]:
    """(N, 4 R) logits of 0, 1, ... R - 1 cells to the left, top, right and bottom edge. Gives (N, 4) distances."""
    bins = logits.shape[1] // 4
    chances = softmax(logits.reshape(len(logits), 4, bins).astype(np.float64))
    return np.asarray(chances @ np.arange(bins), dtype=np.float64)
