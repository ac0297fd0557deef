"""RT-DETR as Ultralytics exports it.

One output (1, Q, 6): centre x, centre y, width, height as fractions, score and class; until 2025 (1, Q, 4 + C): the
same coordinates, then C class probabilities. Source: Ultralytics' `RTDETRDecoder` and `models/rtdetr/predict.py`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.errors import ModelError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.dense_scores import candidates, confident, corners, reals, rows_of
from driftwatch.inference.heads.common.output_checks import only_table
from driftwatch.inference.heads.common.tensor_reading import listed, tensor
from driftwatch.inference.heads.common.ultralytics_metadata import read_metadata
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import Candidates
from driftwatch.inference.presets import PRESETS
from driftwatch.inference.tensors import Tensors


@dataclass(frozen=True, slots=True)
class RtDetrUltralytics:
    """Reads RT-DETR as Ultralytics exports it."""

    output: str
    """The model's name of it."""
    decided: bool
    """Whether a row holds score and class instead of C probabilities."""

    def read(self, outputs: Tensors, canvas: Size) -> Candidates:  # noqa: ARG002 - boxes are fractions already
        table = reals(rows_of(tensor(outputs, self.output), self.output, 3))
        if self.decided:
            scores, classes = table[:, 4], table[:, 5]
        else:
            scores, classes = table[:, 4:].max(axis=1), table[:, 4:].argmax(axis=1).astype(np.float32)
        rows = confident(scores, self.output)
        return candidates(corners(table[rows, :4]), scores[rows], classes[rows], self.output)


def recognise(subject: Subject) -> Recognition | None:
    metadata = read_metadata(subject)
    if only_table(subject) is None or metadata is None or not metadata.rt_detr:
        return None
    return Recognition(f"{metadata}, RT-DETR", sure=True)


def make(subject: Subject) -> RtDetrUltralytics:
    found, metadata = only_table(subject), read_metadata(subject)
    if found is None or found[1].shape[2] < 5:
        raise ModelError(f"needs one output (1, Q, 6) or (1, Q, 4 + C); the model gives {listed(subject.outputs)}")
    classes = subject.class_count if metadata is None else metadata.classes
    width = found[1].shape[2]
    return RtDetrUltralytics(found[0], decided=width == 6 and (classes != 2 or _are_classes(found[1][0, :, 5])))


def _are_classes(column: np.ndarray) -> bool:
    return bool(np.isin(column, (0, 1)).all())


RTDETR_ULTRALYTICS: Final = Convention(
    "rtdetr_ultralytics", "(1, Q, 6) or (1, Q, 4 + C)", recognise, make, image=PRESETS["unit"]
)
