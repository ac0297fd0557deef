"""How the picture of one recording lies in that of another of the same moments: turned, moved, nearer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Box, Detection, Size

Grey: TypeAlias = NDArray[np.uint8]

_LONGEST: Final = 320  # pixels of a small picture
_POINTS: Final = 400
_DISTINCT: Final = 0.8  # the best match against the second best (D. G. Lowe 2004)
_NEAR: Final = 3.0  # pixels by which a point may miss
_LEAST_POINTS: Final = 30
_LEAST_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Motion:
    """How a picture lies in another one."""

    matrix: NDArray[np.float64]
    """(2, 3), where a point (x, y, 1) goes, in pixels."""
    before: Size
    """Size of both pictures."""
    after: Size
    """Size of both pictures."""

    def carry(self, box: Box) -> Box:
        """The centre moves with the picture; the sides keep their lengths, or swap in a quarter turn."""
        width, height = self.before.width, self.before.height
        centre = ((box.xmin + box.xmax) / 2 * width, (box.ymin + box.ymax) / 2 * height, 1.0)
        x, y = (float(value) for value in self.matrix @ np.array(centre))
        scale = math.sqrt(abs(float(np.linalg.det(self.matrix[:, :2]))))
        across, down = (box.xmax - box.xmin) * width * scale / 2, (box.ymax - box.ymin) * height * scale / 2
        if abs(self.matrix[0, 1]) > abs(self.matrix[0, 0]):
            across, down = down, across
        return Box(
            _inside((x - across) / self.after.width),
            _inside((y - down) / self.after.height),
            _inside((x + across) / self.after.width),
            _inside((y + down) / self.after.height),
        )

    def carry_all(self, detections: Sequence[Detection]) -> list[Detection]:
        return [Detection(self.carry(one.box), one.label, one.confidence) for one in detections]


def small_grey(data: bytes) -> Grey | None:
    """An encoded image as (H, W) grey, 320 pixels long; None for bytes that OpenCV does not decode."""
    encoded = np.frombuffer(data, np.uint8)
    grey = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE) if len(encoded) else None
    if grey is None:
        return None
    scale = min(1.0, _LONGEST / max(grey.shape))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def motion_between(reference: Sequence[Grey], current: Sequence[Grey]) -> Motion | None:
    """From pictures of the same moments, in order; None where they have too little in common to see it.

    One similarity transform through the matches of all pictures: SIFT (D. G. Lowe 2004), RANSAC (Fischler & Bolles
    1981).
    """
    if not reference or not current:
        return None
    sift, matcher = cv2.SIFT.create(_POINTS), cv2.BFMatcher()
    here: list[tuple[float, float]] = []
    there: list[tuple[float, float]] = []
    for one, other in zip(reference, current, strict=False):
        first, words = sift.detectAndCompute(_stretched(one), None)  # pyright: ignore[reportArgumentType, reportCallIssue]
        second, other_words = sift.detectAndCompute(_stretched(other), None)  # pyright: ignore[reportArgumentType, reportCallIssue]
        if len(first) == 0 or len(second) < 2:
            continue
        for match, next_best in matcher.knnMatch(words, other_words, k=2):
            if match.distance < _DISTINCT * next_best.distance:
                here.append((first[match.queryIdx].pt[0], first[match.queryIdx].pt[1]))
                there.append((second[match.trainIdx].pt[0], second[match.trainIdx].pt[1]))
    if len(here) < _LEAST_POINTS:
        return None
    matrix, inliers = cv2.estimateAffinePartial2D(
        np.array(here), np.array(there), method=cv2.RANSAC, ransacReprojThreshold=_NEAR
    )
    if matrix is None or inliers.sum() < max(_LEAST_POINTS, _LEAST_SHARE * len(here)):  # pyright: ignore[reportUnnecessaryComparison]  # OpenCV's stubs do not say that it can be
        return None
    before, after = (Size(grey.shape[1], grey.shape[0]) for grey in (reference[0], current[0]))
    return Motion(np.asarray(matrix, np.float64), before, after)


def _stretched(grey: Grey) -> Grey:
    return np.asarray(cv2.equalizeHist(grey), np.uint8)


def _inside(value: float) -> float:
    return min(max(value, 0.0), 1.0)
