"""The pattern of a picture: where it is lighter or darker than its surroundings, whatever the light."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from driftwatch.monitoring.scene.minute import Blocks

_DARK: Final = 16.0
"""Grey levels added before the logarithm: below them a picture is mostly noise."""
_SURROUNDINGS: Final = (5, 5)
_NEIGHBOURS: Final = (3, 3)
_FAINT: Final = 0.02
"""Local contrast (deviation of the logarithm) that counts half: about two percent of the light."""
_REGION: Final = (7, 7)
TEXTURED: Final = 0.15
"""From this mean square of its region's pattern on a block counts as one in which there is something to see."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """normal: the logarithm of the light minus that of the surroundings, as a share of the local contrast.

    contrast: deviation of that logarithm within 3 x 3 blocks; near 0 where something flat is seen. Both (16, 16).

    A factor on all of the light, as of a gain or a cloud, leaves both as they are; light that changes slowly across
    the picture leaves `normal` nearly so (retinex, Land & McCann 1971; local contrast normalisation, Jarrett 2009).
    """

    normal: Blocks
    contrast: Blocks

    @classmethod
    def of(cls, look: Blocks) -> "Pattern":
        """look: (16, 16) block means in grey levels."""
        light = np.log(look + np.float32(_DARK))
        relief = light - cv2.blur(light, _SURROUNDINGS, borderType=cv2.BORDER_REFLECT_101)
        contrast = np.sqrt(cv2.blur(relief * relief, _SURROUNDINGS, borderType=cv2.BORDER_REFLECT_101))
        middle = cv2.blur(light, _NEIGHBOURS, borderType=cv2.BORDER_REFLECT_101)
        squares = cv2.blur(light * light, _NEIGHBOURS, borderType=cv2.BORDER_REFLECT_101)
        near = np.sqrt(np.maximum(squares - middle * middle, 0))
        return cls(np.asarray(relief / (contrast + np.float32(_FAINT)), np.float32), np.asarray(near, np.float32))


def likeness(one: Blocks, other: Blocks) -> float:
    """Cosine between two patterns, in [-1, 1]; 0 where one of them is empty."""
    length = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / length if length > 0 else 0.0


def local_likeness(one: Blocks, other: Blocks) -> Blocks:
    """`likeness` of the 7 x 7 blocks around each block, (16, 16)."""
    planes = (one * other, one * one, other * other)
    product, left, right = (cv2.blur(plane, _REGION, borderType=cv2.BORDER_REFLECT_101) for plane in planes)
    return np.asarray(product / np.sqrt(left * right + np.float32(1e-6)), np.float32)


def texture(normal: Blocks) -> Blocks:
    """Mean square of the pattern in the 7 x 7 blocks around each block: how much there is to recognise."""
    return np.asarray(cv2.blur(normal * normal, _REGION, borderType=cv2.BORDER_REFLECT_101), np.float32)
