"""Which figures of two recordings are compared, and how much each may change without mattering."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.contrasts import Contrast, FigureKind, Harm, Series, contrast
from driftwatch.monitoring.intervals import CHANCE
from driftwatch.monitoring.measured import Measured
from driftwatch.monitoring.objects import ObjectSums
from driftwatch.monitoring.partners import Partners
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, IMAGE_UNITS, FrameCounts, Totals

_CONFIDENCE: Final = FigureKind("confidence", "mean confidence", 0.05, Harm.FALLS_ONLY)
_LOW: Final = FigureKind(
    "low_confidence_rate", "share of low-confidence detections", 0.1, Harm.RISES_ONLY, is_share=True
)
_RATE: Final = FigureKind("detection_rate", "detections per frame", 0.2, Harm.FALLS, relative=True)
_KEPT: Final = FigureKind("detections_kept", "detections against the reference's", 0.05, Harm.FALLS)
_EMPTY: Final = FigureKind("empty_frames", "share of frames without a detection", 0.1, Harm.RISES_ONLY, is_share=True)
_MIX: Final = FigureKind("label_mix", "share of label", 0.1, Harm.EITHER, is_share=True)
_BLANK: Final = FigureKind("blank_frames", "share of frames that show nothing", 0.05, Harm.RISES_ONLY)
_FOUND: Final = FigureKind("found_again", "detections that are found again", 0.05, Harm.FALLS_ONLY, is_share=True)
_CONFIRMED: Final = FigureKind("confirmed", "detections that were there before", 0.05, Harm.FALLS_ONLY, is_share=True)
_PICTURE: Final[tuple[tuple[FigureKind, Callable[[FrameCounts], int]], ...]] = (
    (FigureKind("brightness", "brightness", 15, Harm.NEITHER), lambda frames: frames.brightness_sum),
    (FigureKind("contrast", "contrast", 0.2, Harm.NEITHER, relative=True), lambda frames: frames.contrast_sum),
    (FigureKind("sharpness", "sharpness", 0.3, Harm.NEITHER, relative=True), lambda frames: frames.sharpness_sum),
)
_NO_CONTRAST: Final = 4.0  # grey values; a lens cap, or a night without any light


def contrasts(reference: Measured, current: Measured, partners: Partners | None) -> list[Contrast]:
    """partners: where both are of the same moments."""
    is_paired = partners is not None
    found = [
        contrast(_CONFIDENCE, _confidence(reference), _confidence(current), is_paired),
        contrast(_LOW, _low(reference), _low(current), is_paired),
    ]
    if partners:
        found += _of_partners(partners)
    else:
        found += [
            contrast(_RATE, _per_frame(reference, _detections), _per_frame(current, _detections), False),
            contrast(_EMPTY, _per_frame(reference, _empty), _per_frame(current, _empty), False),
            _of_labels(reference, current),
        ]
    return [one for one in (*found, *_of_picture(reference, current, is_paired)) if one]


def _detections(totals: Totals) -> float:
    return float(sum(counts.detections for counts in totals.labels.values()))


def _empty(totals: Totals) -> float:
    return float(totals.frames.empty_frames)


def _column(parts: Sequence[Totals], figure: Callable[[Totals], float]) -> NDArray[np.float64]:
    return np.array([figure(part) for part in parts])


def _per_frame(measured: Measured, figure: Callable[[Totals], float]) -> Series:
    frames = _column(measured.parts, lambda part: float(part.frames.frames))
    return Series(_column(measured.parts, figure), frames, measured.evidence)


def _per_detection(
    measured: Measured, figure: Callable[[Totals], float], of_object: Callable[[ObjectSums], float]
) -> Series:
    return Series(
        _column(measured.parts, figure),
        _column(measured.parts, _detections),
        measured.evidence,
        np.array([of_object(one) for one in measured.objects]),
        np.array([float(one.detections) for one in measured.objects]),
    )


def _confidence(measured: Measured) -> Series:
    return _per_detection(
        measured,
        lambda part: sum(counts.confidence_sum for counts in part.labels.values()) / CONFIDENCE_UNITS,
        lambda one: one.confidence_sum / CONFIDENCE_UNITS,
    )


def _low(measured: Measured) -> Series:
    return _per_detection(
        measured,
        lambda part: float(sum(counts.low_confidence for counts in part.labels.values())),
        lambda one: float(one.low_confidence),
    )


def _label(measured: Measured, label: str) -> Series:
    return _per_detection(
        measured,
        lambda part: float(counts.detections) if (counts := part.labels.get(label)) else 0.0,
        lambda one: float(one.detections) if one.label == label else 0.0,
    )


def _of_labels(reference: Measured, current: Measured) -> Contrast | None:
    """The share of the label that has moved farthest, as a part of what can be seen.

    Each label at its part of the chance, so that many labels are no more often wrong than one (Bonferroni). Of two as
    far, the one that fell.
    """
    both = reference.total + current.total
    labels = sorted(label for label, counts in both.labels.items() if counts.detections)
    if len(labels) < 2:
        return None
    found = [
        replace(one, label=label)
        for label in labels
        if (one := contrast(_MIX, _label(reference, label), _label(current, label), False, CHANCE / len(labels)))
    ]
    return max(found, key=lambda one: (round(abs(one.change) / one.visible, 6), -one.change), default=None)


def _of_partners(partners: Partners) -> list[Contrast | None]:
    shared, before, after = (
        np.array([float(getattr(part, name)) for part in partners.parts])
        for name in ("partners", "reference", "current")
    )
    return [
        contrast(_KEPT, Series(before, before), Series(after, before), True),
        contrast(_FOUND, Series(before, before), Series(shared, before), True),
        contrast(_CONFIRMED, Series(after, after), Series(shared, after), True),
    ]


def _of_picture(reference: Measured, current: Measured, is_paired: bool) -> list[Contrast | None]:
    """Pictures are seen of the whole recording, so objects do not limit what they say."""
    found = [contrast(_BLANK, _blank(reference), _blank(current), is_paired)]
    for figure, sums in _PICTURE:
        sides = [
            Series(
                _column(side.parts, lambda part, sums=sums: sums(part.frames) / IMAGE_UNITS),
                _column(side.parts, lambda part: float(part.frames.image_frames)),
            )
            for side in (reference, current)
        ]
        found.append(contrast(figure, sides[0], sides[1], is_paired))
    return found


def _blank(measured: Measured) -> Series:
    def blank(part: Totals) -> float:
        frames = part.frames
        return float(frames.contrast_sum < _NO_CONTRAST * IMAGE_UNITS * frames.image_frames) * frames.image_frames

    pictures = _column(measured.parts, lambda part: float(part.frames.image_frames))
    return Series(_column(measured.parts, blank), pictures, math.inf)
