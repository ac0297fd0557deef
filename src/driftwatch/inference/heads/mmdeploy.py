"""Detectors exported by mmdeploy, with the suppression inside.

Two outputs: dets (1, N, 5) as xmin, ymin, xmax, ymax in pixels and the score, and labels (1, N); each with or without
the batch, of any N. Source: mmdeploy's configuration of mmdet (names dets and labels) and the exporter of OpenVINO
Training Extensions (boxes and labels).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.box_form import FORMS, XYXY, BoxForm
from driftwatch.inference.heads.common.dense_scores import candidates, confident, probabilities
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.common.tensor_reading import listed, numbers
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.heads.viam_tensors import CATEGORY, LOCATION
from driftwatch.inference.tensors import Array, Tensors

NAMES: Final = (("dets", "labels"), ("boxes", "labels"))


@dataclass(frozen=True, slots=True)
class Mmdeploy:
    """Reads the outputs of mmdeploy."""

    dets: str
    """The model's names of the outputs."""
    labels: str
    """The model's names of the outputs."""
    box: BoxForm
    """How they are written, as far as that is known."""
    numbering: Numbering
    """How they are written, as far as that is known."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:
        dets, labels = numbers(outputs, self.dets), numbers(outputs, self.labels).reshape(-1)
        if dets.ndim < 2 or dets.shape[-1] != 5 or dets.size != 5 * len(labels):
            raise OutputError(f'output "{self.dets}" has the shape {list(dets.shape)} for {len(labels)} labels')
        table = dets.reshape(-1, 5)
        rows = confident(probabilities(table[:, 4], self.dets), self.dets)
        scores = table[rows, 4]
        boxes = self.box.corners(table[rows, :4], scores, canvas)
        return candidates(boxes, scores, self.numbering.places(labels[rows], scores), self.dets)

    @property
    def assumptions(self) -> tuple[str, ...]:
        return (*self.box.assumptions, *self.numbering.assumptions)


def recognise(subject: Subject) -> Recognition | None:
    found = _find(subject)
    if found is None or subject.settings.remap_output_names:
        return None
    by_name = "by name" if found in NAMES else "by their shapes"
    return Recognition(f'boxes with scores "{found[0]}" and classes "{found[1]}" {by_name}', sure=found in NAMES)


def make(subject: Subject) -> Mmdeploy:
    found = _find(subject)
    if found is None:
        raise ModelError(
            f"needs the outputs dets (1, N, 5) and labels (1, N); the model gives {listed(subject.outputs)}"
        )
    said, order, known = subject.settings.box_format, subject.settings.xmin_ymin_xmax_ymax_order, found in NAMES
    forms = (FORMS[:1] if known else FORMS) if said == "auto" else (said,)
    return Mmdeploy(*found, BoxForm(forms, (order or XYXY,)), Numbering(subject, certain=known))


def _find(subject: Subject) -> tuple[str, str] | None:
    """By the owner's names, else by shape: rows of five numbers, and an integer for each. Masks may be there too."""
    outputs = subject.outputs
    dets = [name for name, array in outputs.items() if _is_list(array, 5)]
    labels = [name for name, array in outputs.items() if _is_list(array[..., None], 1)]
    labels = [name for name in labels if np.issubdtype(outputs[name].dtype, np.integer)]
    if len(dets) != 1 or len(labels) != 1 or len(outputs) > 3:
        return None
    found = (subject.renamed(LOCATION) or dets[0], subject.renamed(CATEGORY) or labels[0])
    return found if outputs[found[0]].size == 5 * outputs[found[1]].size else None


def _is_list(array: Array, width: int) -> bool:
    return array.ndim in (2, 3) and array.shape[-1] == width and (array.ndim == 2 or array.shape[0] == 1)


MMDEPLOY: Final = Convention(
    name="mmdeploy",
    outputs="dets (1, N, 5), labels (1, N)",
    recognise=recognise,
    make=make,
)
