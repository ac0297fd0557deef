"""Random data sets with everything that COCO's rules speak of, the same for the same seed."""

from pathlib import Path

import numpy as np

from driftwatch.inference.answer import Size
from driftwatch.quality.evaluation.labelled import Found, Judged, LabelledImage, PixelBox, TrueBox

LABELS = ("car", "dog", "person", "sign")


def random_set(seed: int, images: int = 20) -> list[Judged]:
    """With crowds, empty images, labels without an object or without a box, equal scores and equal overlaps."""
    rng = np.random.default_rng(seed)
    labels = LABELS[: 2 + seed % 3]
    return [_image(rng, number, labels) for number in range(images)]


def _image(rng: np.random.Generator, number: int, labels: tuple[str, ...]) -> Judged:
    truths = tuple(
        TrueBox(_box(rng), str(rng.choice(labels[:-1])), bool(rng.random() < 0.12)) for _ in range(rng.integers(0, 8))
    )
    found: list[Found] = []
    for truth in truths:
        for _ in range(rng.integers(0, 3)):
            moved = np.round(rng.normal(0, 0.12, 4) * 20)
            box = PixelBox(
                truth.box.x + moved[0],
                truth.box.y + moved[1],
                max(truth.box.width + moved[2], 1.0),
                max(truth.box.height + moved[3], 1.0),
            )
            label = truth.label if rng.random() < 0.85 else str(rng.choice(labels))
            found.append(Found(box, label, float(np.round(rng.random(), 2))))
    found += [
        Found(_box(rng), str(rng.choice(labels)), float(np.round(rng.random() * 0.7, 2)))
        for _ in range(rng.integers(0, 4) if number % 9 else 120)
    ]
    return Judged(LabelledImage(Path(f"{number}.jpg"), Size(200, 200), truths), tuple(found))


def _box(rng: np.random.Generator) -> PixelBox:
    left, top = rng.integers(0, 140, 2)
    width, height = rng.integers(8, 60, 2)
    return PixelBox(float(left), float(top), float(width), float(height))
