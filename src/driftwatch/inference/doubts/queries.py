"""Clues that a transformer's queries are meant otherwise: their boxes reach out of the image, or none is idle."""

from typing import Final

import numpy as np

from driftwatch.inference.doubts.exhibit import Exhibit
from driftwatch.inference.heads.common.dense_scores import corners
from driftwatch.inference.heads.detr import Detr

MARGIN: Final = 0.05
"""Canvases by which a sound box overshoots an edge now and then."""

SHARE: Final = 0.3


def reach_out(exhibit: Exhibit) -> str | None:
    """Of every query, those that see nothing included."""
    head = exhibit.choice.detector
    if not isinstance(head, Detr) or head.boxes not in exhibit.outputs:
        return None
    boxes = exhibit.outputs[head.boxes].reshape(-1, 4).astype(np.float64)
    if not len(boxes) or not np.isfinite(boxes).all():
        return None
    reaching = corners(boxes)
    share = ((reaching < -MARGIN) | (reaching > 1 + MARGIN)).any(axis=1).mean()
    if share < SHARE:
        return None
    return f"{share:.0%} of the boxes reach out of the image, as if they were no centres and sizes in fractions of it"


def never_idle(exhibit: Exhibit) -> str | None:
    """Where the last class is to mean "no object", it wins in most queries of any image."""
    head = exhibit.choice.detector
    if not isinstance(head, Detr) or not head.no_object or head.logits not in exhibit.outputs:
        return None
    logits = exhibit.outputs[head.logits]
    if not logits.size or (logits.argmax(axis=-1) == logits.shape[-1] - 1).mean() > SHARE:
        return None
    return "its last class, which is to mean that there is no object, hardly ever wins"
