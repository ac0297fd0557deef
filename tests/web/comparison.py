"""Whether two pictures of the page show the same, and where they do not."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

_NOTICED: Final = 40
"""Of 255, in any colour: less is another rounding of the edge of a letter."""
_ALLOWED: Final = 0.002
"""Share of the pixels that may differ by more."""
_REGION: Final = 48
"""Pixels: differences as near as this to each other are one."""

Pixels = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class PictureDifference:
    """words: what differs and where. picture: the new one with the places framed; None where the size differs."""

    words: str
    picture: Pixels | None = None


def compare(expected: Path, found: Path) -> PictureDifference | None:
    """None where they show the same. Both are PNG files."""
    before, after = _read(expected), _read(found)
    if before.shape != after.shape:
        sizes = [f"{one.shape[1]} x {one.shape[0]}" for one in (before, after)]
        return PictureDifference(f"{found.name}: is {sizes[1]} pixels, was {sizes[0]}")
    differs = (cv2.absdiff(before, after).max(axis=2) > _NOTICED).astype(np.uint8)
    share = float(differs.mean())
    if share <= _ALLOWED:
        return None
    places = _places(differs)
    shown = after.copy()
    for x, y, width, height in places:
        cv2.rectangle(shown, (x - 2, y - 2), (x + width + 2, y + height + 2), (255, 0, 255), 2)
    named = ", ".join(f"{w} x {h} at ({x}, {y})" for x, y, w, h in places[:5])
    more = f" and {len(places) - 5} more" if len(places) > 5 else ""
    return PictureDifference(f"{found.name}: {100 * share:.2f}% of the pixels differ: {named}{more}", shown)


def _places(differs: Pixels) -> list[tuple[int, int, int, int]]:
    """x, y, width and height of each region that differs, the largest first."""
    grown = cv2.dilate(differs, np.ones((_REGION, _REGION), np.uint8))
    _, named = cv2.connectedComponents(grown)
    rows, columns = np.nonzero(differs)
    regions: dict[int, list[int]] = {}
    for x, y, name in zip(columns.tolist(), rows.tolist(), named[rows, columns].tolist(), strict=True):
        edges = regions.setdefault(name, [x, y, x, y])
        edges[:] = [min(edges[0], x), min(edges[1], y), max(edges[2], x), max(edges[3], y)]
    found = [(x0, y0, x1 - x0 + 1, y1 - y0 + 1) for x0, y0, x1, y1 in regions.values()]
    return sorted(found, key=lambda one: -one[2] * one[3])


def _read(path: Path) -> Pixels:
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert pixels is not None, f"{path} is no picture"
    return pixels
