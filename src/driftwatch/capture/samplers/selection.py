"""Which objects a sampler counts: by their labels, and by where they are."""

from collections.abc import Sequence
from typing import Final

from driftwatch.inference.answer import Box

_SMALL: Final = 0.1  # part of the image


def is_selected(label: str, labels: Sequence[str]) -> bool:
    """labels: the sampler's attribute of that name; empty means every label."""
    return not labels or label in labels


def touches_border(box: Box, edge: float) -> bool:
    """edge: part of the image along its borders that counts as touching them, since boxes are not exact."""
    return min(box.xmin, box.ymin) < edge or max(box.xmax, box.ymax) > 1.0 - edge


def is_cut_off(box: Box, edge: float) -> bool:
    """Whether it is likely half an object: small, and at the border. A large one fills the picture."""
    return touches_border(box, edge) and box.area < _SMALL
