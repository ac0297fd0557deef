"""Which of the objects that came into view were there: a ghost flashes in one frame, and so does a car that passes."""

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.day import OF_LABEL

Floats = NDArray[np.float64]


def real_flashes(rows: Floats, names: tuple[str, ...] = OF_LABEL) -> Floats:
    """(...) how far objects that are seen in one frame only are real ones, 0 to 1.

    It is the share of detections that are an object's only one: ghosts flash among things that stay in view, while on a
    line with one picture a piece, or of cars that pass between two pictures, nothing is seen twice.

    rows: (D, N, ..., C) of D days, C of `names`, as OF_LABEL or TOTALS.
    """
    detections, fleeting = (rows[..., names.index(name)].sum(axis=(0, 1)) for name in ("detections", "fleeting"))
    share = np.divide(fleeting, detections, out=np.zeros_like(detections), where=detections > 0)
    return np.minimum(share, 1.0)


def that_came(rows: Floats, real: Floats | float, names: tuple[str, ...] = OF_LABEL) -> Floats:
    """(...) objects that came, of (..., C) `names`: those of one frame as far as they are `real`."""
    begun, fleeting = (rows[..., names.index(name)] for name in ("begun", "fleeting"))
    came: Floats = np.maximum(begun - (1 - real) * fleeting, 0.0)
    return came
