"""What an owner may say about a model's outputs; attributes of the vision service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from driftwatch.config.constraints import Range
from driftwatch.inference.heads.classifier import Scores
from driftwatch.inference.heads.common.anchor_grid import AnchorSettings
from driftwatch.inference.heads.common.box_form import Form
from driftwatch.inference.heads.common.row_order import column_problems


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """The first two are those of Viam's vision service rdk:builtin:mlmodel. None is needed for the usual models."""

    remap_output_names: Mapping[str, str] = field(default_factory=dict[str, str])
    """The model's name of an output to Viam's: location, category, score, probability."""
    xmin_ymin_xmax_ymax_order: tuple[int, ...] = ()
    """What each of a box's four numbers is: 0 xmin, 1 ymin, 2 xmax, 3 ymax.

    Empty: as the ML model's metadata says, else ymin, xmin, ymax, xmax.
    """
    decoder: str = "auto"
    """How the outputs are to be read: a name from docs/models.md, or "auto"."""
    iou_threshold: Annotated[float, Range(0, 1)] | None = None
    """Intersection over union from which only the best of overlapping boxes stays.

    None: the decoder's own, or no suppression where its models need none.
    """
    class_agnostic_nms: bool = False
    """Boxes of different classes suppress each other too."""
    max_detections: Annotated[int, Range(1)] | None = None
    """Number of detections of which the most confident stay; None: 300 where boxes are suppressed, else all."""
    box_format: Form | Literal["auto"] = "auto"
    """What the four numbers of a box are; "auto": by the decoder's definition, else found from the boxes."""
    row_columns: tuple[str, ...] = ()
    """What each number of a row is, for the decoder rows; empty: found from the rows."""
    first_class: Annotated[int, Range(0, 1)] | None = None
    """The number of the class that the first label names: 0, or 1 where class 0 is the background.

    None: by the decoder's definition, else found.
    """
    class_count: Annotated[int, Range(1)] | None = None
    """How many classes the model knows, for the decoder yolo with key points or angles in the columns after them.

    None: as many as there are columns.
    """
    anchors: AnchorSettings = field(default_factory=AnchorSettings)
    """How the anchors of an ssd or mediapipe model lie."""
    classifier_scores: Scores = "auto"
    """What a classifier's numbers are."""
    dequantize_outputs: bool = True
    """Turn a quantised model's integers into real numbers first; the builtin service does not."""

    def problems(self) -> list[str]:
        found: list[str] = []
        order = self.xmin_ymin_xmax_ymax_order
        if order and sorted(order) != [0, 1, 2, 3]:
            found.append(f"xmin_ymin_xmax_ymax_order: must hold 0, 1, 2 and 3, each once, got {list(order)}")
        names = list(self.remap_output_names.values())
        twice = sorted({name for name in names if names.count(name) > 1})
        found.extend(f'remap_output_names: more than one output is to be "{name}"' for name in twice)
        return found + column_problems(self.row_columns)
