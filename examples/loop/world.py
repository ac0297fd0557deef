"""A conveyor with known truth: by day, and in the evening under a new lamp whose stray light no model has seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from benchmarks.capture.conveyor import HEIGHT, LABELS, WIDTH, Scene, conveyor
from driftwatch.inference.answer import Box, Detection, Size

SIZE = Size(WIDTH, HEIGHT)
_FRAMES = 700  # of each conveyor: later the pictures get grainier
_EVERY = 25
_STRAY = 60  # grey levels that the lamp of the evening adds everywhere


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame: its PNG, and the parts that are really on it."""

    data: bytes
    truth: tuple[Detection, ...]


def day(count: int, seed: int) -> list[Shown]:
    """Of as many conveyors as it takes, so that the parts differ."""
    return _frames(count, seed, 0)


def evening(count: int, seed: int) -> list[Shown]:
    """Likewise, under a new lamp."""
    return _frames(count, seed, _STRAY)


def _frames(count: int, seed: int, stray: int) -> list[Shown]:
    found: list[Shown] = []
    number = 0
    while len(found) < count:
        scenes = islice(conveyor(_FRAMES, 1000 * seed + number), 0, _FRAMES, _EVERY)
        found += [shown for scene in scenes if (shown := _shown(scene, stray)).truth]
        number += 1
    return found[:count]


def _shown(scene: Scene, stray: int) -> Shown:
    grey = np.minimum(scene.grey.astype(np.uint16) + stray, 255).astype(np.uint8)
    picture = np.repeat(grey[:, :, None], 3, 2)
    return Shown(cv2.imencode(".png", picture)[1].tobytes(), tuple(_parts(scene)))


def _parts(scene: Scene) -> Iterator[Detection]:
    """Those that are half in the picture, and of the kinds that the line makes."""
    for _, label, seen in scene.things:
        box = Box(*(min(max(value, 0.0), 1.0) for value in (seen.xmin, seen.ymin, seen.xmax, seen.ymax)))
        if label in LABELS and box.area > seen.area / 2:
            yield Detection(box, label, 1.0)


def write_set(folder: Path, frames: list[Shown]) -> Path:
    """As Viam's JSON lines; gives the file."""
    import json

    (folder / "images").mkdir(parents=True)
    lines: list[str] = []
    for number, one in enumerate(frames):
        (folder / "images" / f"{number}.png").write_bytes(one.data)
        boxes = [
            {
                "annotation_label": part.label,
                "x_min_normalized": part.box.xmin,
                "y_min_normalized": part.box.ymin,
                "x_max_normalized": part.box.xmax,
                "y_max_normalized": part.box.ymax,
            }
            for part in one.truth
        ]
        lines.append(json.dumps({"image_path": f"images/{number}.png", "bounding_box_annotations": boxes}))
    file = folder / "dataset.jsonl"
    file.write_text("\n".join(lines) + "\n")
    return file


def write_footage(folder: Path, frames: list[Shown]) -> Path:
    """As a camera plays it; gives the folder."""
    folder.mkdir(parents=True)
    for number, one in enumerate(frames):
        (folder / f"{number:05}.png").write_bytes(one.data)
    return folder
