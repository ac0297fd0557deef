"""EfficientDet without suppression, and the detectors of MediaPipe's Model Maker: anchors of three scales an octave.

Two outputs: box encodings (1, N, 4) as y, x, height, width from an anchor, with logarithmic sizes; and (1, N, C), a
probability or a logit for each class, none for a background. MediaPipe writes anchors and scales into the metadata of
its .tflite files; elsewhere they are the published ones for the size of the image.
Source: Tan et al., "EfficientDet", 2020, with `Anchors` and hparams_config of google/automl; the preprocessor of
MediaPipe's Model Maker; `TensorsToDetectionsCalculator` and object_detector_metadata_schema.fbs of MediaPipe.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.errors import ModelError
from driftwatch.inference.heads.common.anchor_grid import AnchorSettings
from driftwatch.inference.heads.common.anchors import AnchorPair, Anchors, Coding, find_pair, fitting_grid, make_anchors
from driftwatch.inference.heads.common.output_checks import check_labels
from driftwatch.inference.heads.common.tensor_reading import listed
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS

STRIDES: Final = (8, 16, 32, 64, 128)
AUTOML: Final = (1.0, 2.0, 0.5)
MODEL_MAKER: Final = (0.5, 1.0, 2.0)
ORDER: Final = (1, 0, 3, 2)
ROUNDING: Final = 1e-3
OFTEN: Final = 512
"""Pixels a side from which other families have as many anchors."""


def _octaves(ratios: tuple[float, ...], scale: float) -> AnchorSettings:
    return AnchorSettings(STRIDES, aspect_ratios=ratios, scales_per_octave=3, anchor_scale=scale)


KNOWN: Final = {
    256: (_octaves(MODEL_MAKER, 3.0),),
    320: (_octaves(AUTOML, 3.0),),  # EfficientDet-Lite0
    384: (_octaves(AUTOML, 3.0), _octaves(MODEL_MAKER, 3.0)),  # Lite1
    448: (_octaves(AUTOML, 3.0),),  # Lite2
    512: (_octaves(AUTOML, 4.0),),  # Lite3, EfficientDet-D0
    640: (_octaves(AUTOML, 4.0), _octaves(AUTOML, 3.0)),  # Lite4, D1; Lite3x
}
"""Anchors by the side of the image: the more usual ones first."""


def _known(subject: Subject) -> Sequence[AnchorSettings]:
    square = subject.canvas.width == subject.canvas.height
    return KNOWN.get(subject.canvas.width, ()) if square else ()


def _pair(subject: Subject) -> AnchorPair | None:
    pair = find_pair(subject)
    return pair if pair is not None and pair.coordinates == 4 else None


def _stored(subject: Subject, rows: int) -> NDArray[np.float64] | None:
    """The anchors of the metadata; the owner's win over them."""
    raw = subject.info.raw_detector
    if raw is None or subject.settings.anchors.strides:
        return None
    grid = np.frombuffer(raw.anchors, dtype="<f4").reshape(-1, 4).astype(np.float64)
    return grid if len(grid) == rows else None


def recognise(subject: Subject) -> Recognition | None:
    pair = _pair(subject)
    if pair is None:
        return None
    if _stored(subject, pair.rows) is not None:
        return Recognition(f"{pair.rows} boxes, and as many anchors in the metadata of MediaPipe", sure=True)
    own = subject.settings.anchors.scales_per_octave > 0
    if (subject.settings.anchors.strides and not own) or fitting_grid(subject, pair.rows, _known(subject)) is None:
        return None
    return Recognition(
        f"{pair.rows} boxes, as many as there are anchors of three scales an octave, and {pair.classes} classes",
        sure=True,
        doubt="" if own else " ".join(_doubts(subject)),
    )


def _doubts(subject: Subject) -> Iterator[str]:
    if subject.canvas.width >= OFTEN:
        yield (
            "anchors: the model does not hold them, those of the EfficientDet of this size are taken; a RetinaNet or "
            "SSD with a feature pyramid of this size writes other boxes: export it with its post-processing."
        )
    for other in _known(subject)[1:]:
        kind = "the models of MediaPipe's Model Maker need" if other.aspect_ratios == MODEL_MAKER else "Lite3x needs"
        yield (
            "anchors: the model does not hold them, those of the EfficientDet-Lite of this size are taken; "
            f'{kind} "anchors": {{"strides": {list(STRIDES)}, "aspect_ratios": {list(other.aspect_ratios)}, '
            f'"scales_per_octave": 3, "anchor_scale": {other.anchor_scale:g}}}'
        )


def make(subject: Subject) -> Anchors:
    pair = _pair(subject)
    if pair is None:
        raise ModelError(
            f"needs the outputs boxes (1, N, 4) and scores (1, N, C); the model gives {listed(subject.outputs)}"
        )
    check_labels(subject, pair.classes)
    scores, raw = subject.outputs[pair.scores], subject.info.raw_detector
    logits = bool(scores.min() < -ROUNDING or scores.max() > 1 + ROUNDING)
    stored = _stored(subject, pair.rows)
    if stored is None or raw is None:
        plain = Coding(ORDER, (1.0, 1.0, 1.0, 1.0), exponential=True, background=0, logits=logits)
        return make_anchors(subject, plain, _known(subject))
    coding = Coding(ORDER, raw.divisors, raw.exponential, background=0, logits=raw.logits)
    return Anchors(pair.boxes, pair.scores, stored, coding)


EFFICIENTDET: Final = Convention(
    name="efficientdet",
    outputs="(1, N, 4), (1, N, C)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.5),
    image=PRESETS["tf"],
)
