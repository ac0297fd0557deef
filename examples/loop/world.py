"""A conveyor with known truth: by day, and in the evening under a new lamp that is reflected by the belt."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.capture.conveyor import HEIGHT, LABELS, WIDTH, Scene, conveyor
from driftwatch.inference.answer import Box, Detection, Size

SIZE = Size(WIDTH, HEIGHT)
_FRAMES = 700  # of each conveyor: later the pictures get grainier
_EVERY = 25
_SPOTS = ((30, 30), (80, 60), (130, 90), (50, 95), (115, 25))  # where the belt reflects the lamp of the evening
_BRIGHT, _WIDE = 90.0, 7.0  # grey levels, and pixels of a spot's spread


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame: its PNG, and the parts that are really on it."""

    data: bytes
    truth: tuple[Detection, ...]


def day(count: int, seed: int) -> list[Shown]:
    """Of as many conveyors as it takes, so that the parts differ."""
    return _frames(count, seed, np.zeros((HEIGHT, WIDTH), np.float32))


def evening(count: int, seed: int) -> list[Shown]:
    """Likewise, under a new lamp."""
    return _frames(count, seed, _reflections())


def _reflections() -> NDArray[np.float32]:
    """(H, W) of grey levels: spots as large as parts, which a model that has seen none takes for some."""
    across, down = np.arange(WIDTH)[None, :], np.arange(HEIGHT)[:, None]
    spots = [np.exp(-((across - x) ** 2 + (down - y) ** 2) / (2 * _WIDE**2)) for x, y in _SPOTS]
    return (_BRIGHT * np.sum(spots, axis=0)).astype(np.float32)


def _frames(count: int, seed: int, added: NDArray[np.float32]) -> list[Shown]:
    found: list[Shown] = []
    number = 0
    while len(found) < count:
        scenes = islice(conveyor(_FRAMES, 1000 * seed + number), 0, _FRAMES, _EVERY)
        found += [shown for scene in scenes if (shown := _shown(scene, added)).truth]
        number += 1
    return found[:count]


def _shown(scene: Scene, added: NDArray[np.float32]) -> Shown:
    grey = np.minimum(scene.grey + added, 255).astype(np.uint8)
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
