"""Viam's tensors as a convention: how such a model is recognised, and the head made for it."""

import json
from typing import Any, Final

from driftwatch.errors import ModelError
from driftwatch.inference.heads.common.tensor_reading import listed
from driftwatch.inference.heads.common.yolo_grid import cells
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.viam_names import ViamNames, find_names
from driftwatch.inference.heads.viam_tensors import LOCATION, SCORE, YXYX, ViamTensors

BOX_ORDER: Final = "boxOrder"
"""Metadata of the location tensor in Viam's ML model API: a list like [1, 0, 3, 2]."""


def recognise(subject: Subject) -> Recognition | None:
    names = find_names(subject)
    if names is None or not _belong_together(subject, names):
        return None
    if LOCATION in names.guessed or SCORE in names.guessed:
        if names.category is None:
            return None  # a box and a score for each row: too many conventions look like that
        if subject.outputs[names.location].size // 4 in cells(subject.canvas):
            return None  # one box for each cell is not what is left after suppression
        return Recognition(f"{_as_text(names)} have the dimensions of Viam's tensors")
    return Recognition(f"{_as_text(names)} by name", sure=True)


def make(subject: Subject) -> ViamTensors:
    names = find_names(subject)
    if names is None:
        raise ModelError(
            f'no outputs that could be "location" and "score" (name them by remap_output_names); '
            f"the model gives {listed(subject.outputs)}"
        )
    assumed = LOCATION in names.guessed and not subject.settings.xmin_ymin_xmax_ymax_order
    assumed = assumed and BOX_ORDER not in subject.info.properties
    return ViamTensors(names.location, names.score, names.category, box_order(subject), assumed)


def box_order(subject: Subject) -> tuple[int, ...]:
    """The attribute, else the metadata, else ymin xmin ymax xmax. Metadata that is no such list counts as none."""
    if subject.settings.xmin_ymin_xmax_ymax_order:
        return subject.settings.xmin_ymin_xmax_ymax_order
    try:
        order: Any = json.loads(subject.info.properties.get(BOX_ORDER, ""))
    except ValueError:
        return YXYX
    return tuple(order) if isinstance(order, list) and sorted(order) == [0, 1, 2, 3] else YXYX


def _belong_together(subject: Subject, names: ViamNames) -> bool:
    location, score = subject.outputs.get(names.location), subject.outputs.get(names.score)
    if location is None or score is None:
        return False
    boxes = location.size // 4
    return location.size == 4 * boxes and (score.size == boxes or (score.ndim == 3 and boxes in score.shape[1:]))


def _as_text(names: ViamNames) -> str:
    category = "no category" if names.category is None else f'category "{names.category}"'
    return f'location "{names.location}", score "{names.score}" and {category}'


VIAM_TENSORS: Final = Convention(
    name="viam_tensors",
    outputs="location (1, N, 4), score (1, N) or (1, N, C), and mostly category (1, N)",
    recognise=recognise,
    make=make,
    keeps_empty=True,
)
