"""Viam's JSON lines, read: images with their labelled boxes. What is wrong is refused in one list, in plain words."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST_IMAGES = 15
"""With a box; fewer teach a detector nothing."""

LEAST_BOXES = 5
"""Of a label."""

_SHOWN = 5


class DatasetRefusedError(Exception):
    """The data set is no ground to train on; the message says what to do, a line each."""


@dataclass(frozen=True)
class Box:
    """Corners as fractions of the image, x to the right, y down."""

    label: str
    xmin: float
    ymin: float
    xmax: float
    ymax: float


@dataclass(frozen=True)
class Example:
    """An image (H, W, 3) uint8, red first, and what is in it; no box: a picture of nothing."""

    pixels: NDArray[np.uint8]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Dataset:
    """labels: in the order of the model's classes."""

    examples: tuple[Example, ...]
    labels: tuple[str, ...]

    @property
    def counts(self) -> Counter[str]:
        """Boxes of each label."""
        return Counter(box.label for one in self.examples for box in one.boxes)


def read_dataset(path: Path, wanted: Sequence[str] = ()) -> Dataset:
    """wanted: the labels to learn, in this order; others are left out. Empty: all there are, sorted.

    Images are looked for from the file's folder, then from the working directory. Raises DatasetRefusedError.
    """
    problems: list[str] = []
    examples: list[Example] = []
    for number, line in enumerate(_lines(path), 1):
        try:
            examples.append(_example(line, path.parent, wanted))
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            problems.append(f"line {number}: {_words(error)}")
    found = Dataset(tuple(examples), tuple(wanted) or tuple(sorted({b.label for e in examples for b in e.boxes})))
    problems = [*problems[:_SHOWN], *([f"{len(problems) - _SHOWN} more lines"] if len(problems) > _SHOWN else [])]
    problems += [] if problems else _shortages(found)
    if problems:
        raise DatasetRefusedError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return found


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise DatasetRefusedError(f"{path}: cannot be read as text ({error})") from error


def _shortages(found: Dataset) -> list[str]:
    boxed = sum(bool(one.boxes) for one in found.examples)
    if boxed < LEAST_IMAGES:
        return [f"{boxed} of {len(found.examples)} images have a box; at least {LEAST_IMAGES} are needed, label more"]
    return [
        f'"{label}" has {found.counts[label]} boxes; at least {LEAST_BOXES} are needed: label more, or leave it out '
        "with --labels"
        for label in found.labels
        if found.counts[label] < LEAST_BOXES
    ]


def _example(line: str, folder: Path, wanted: Sequence[str]) -> Example:
    content: Any = json.loads(line)
    boxes = tuple(_box(one) for one in content.get("bounding_box_annotations") or ())
    named = Path(content["image_path"])
    file = folder / named if (folder / named).is_file() else named
    pixels = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError(f"{named} is no image that can be decoded")
    kept = tuple(box for box in boxes if not wanted or box.label in wanted)
    return Example(np.ascontiguousarray(pixels[:, :, ::-1], np.uint8), kept)


def _box(one: Any) -> Box:
    corners = [float(one[f"{axis}_{end}_normalized"]) for end in ("min", "max") for axis in ("x", "y")]
    if not (-0.01 <= corners[0] < corners[2] <= 1.01 and -0.01 <= corners[1] < corners[3] <= 1.01):
        raise ValueError(f"a box of {one['annotation_label']} has the corners {corners}, not fractions of its image")
    return Box(str(one["annotation_label"]), *(min(max(value, 0.0), 1.0) for value in corners))


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON ({error.msg})"
    if isinstance(error, KeyError):
        return f"has no {error}"
    if isinstance(error, OSError):
        return f"{error.filename} cannot be read ({error.strerror})"
    return str(error)
