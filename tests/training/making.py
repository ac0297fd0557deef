"""Data sets as Viam hands them to a training script."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.capture.conveyor import LABELS, Scene, conveyor


def box(label: str, corners: Sequence[float]) -> dict[str, Any]:
    names = ("x_min_normalized", "y_min_normalized", "x_max_normalized", "y_max_normalized")
    return {"annotation_label": label, **dict(zip(names, corners, strict=True))}


def write_lines(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def bright_things(folder: Path, count: int, seed: int = 0) -> Path:
    """`count` images of 64 x 64: a white square or a red bar on black, one each."""
    rng = np.random.default_rng(seed)
    (folder / "images").mkdir(parents=True)
    lines: list[dict[str, Any]] = []
    for number in range(count):
        picture = rng.integers(0, 30, (64, 64, 3)).astype(np.uint8)
        label, width, height, colour = (("square", 16, 16, 240), ("bar", 20, 8, (10, 10, 240)))[number % 2]
        x, y = (int(value) for value in rng.integers(2, 40, 2))
        picture[y : y + height, x : x + width] = colour
        cv2.imwrite(str(folder / "images" / f"{number}.png"), picture)
        corners = [x / 64, y / 64, (x + width) / 64, (y + height) / 64]
        lines.append({"image_path": f"images/{number}.png", "bounding_box_annotations": [box(label, corners)]})
    return write_lines(folder / "dataset.jsonl", lines)


def conveyor_set(folder: Path, images: int, seed: int, every: int = 10) -> Path:
    """Frames of the conveyor with the true boxes of its parts: those that are half in the picture."""
    (folder / "images").mkdir(parents=True)
    lines: list[dict[str, Any]] = []
    for number, scene in enumerate(conveyor(images * every, seed)):
        if number % every == 0:
            cv2.imwrite(str(folder / "images" / f"{number}.png"), np.repeat(scene.grey[:, :, None], 3, 2))
            lines.append({"image_path": f"images/{number}.png", "bounding_box_annotations": parts(scene)})
    return write_lines(folder / "dataset.jsonl", lines)


def parts(scene: Scene) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for _, label, seen in scene.things:
        corners = [min(max(value, 0.0), 1.0) for value in (seen.xmin, seen.ymin, seen.xmax, seen.ymax)]
        area = (corners[2] - corners[0]) * (corners[3] - corners[1])
        if label in LABELS and area > seen.area / 2:
            found.append(box(label, corners))
    return found
