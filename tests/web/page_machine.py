"""A machine of which the page has something to show: three labels, one of them hostile, and footage that turns bad."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from viam.components.camera import Camera

from tests.e2e.capturing import EVERY_FRAME, camera, config, model, vision
from tests.machine.machine import Machine
from tests.onnx_models import GRID, region_detector

HOSTILE = '<img src=x onerror="window.hit=1">'
LABELS = ("person", "car", HOSTILE)
FRAMES = 150
_SIDE = 384
_CELL = _SIDE // GRID
_SURE, _UNSURE = 0.93, 0.5

_REVIEW = {
    "frames_per_week": 100_000_000,
    "reviews_per_week": 50,
    "look_for_misses": 0.2,
    "blind_repeats": 0,
    "targets": {"person": {"precision": 0.85, "recall": 0.8}},
}
_ALERT = {"low_confidence_rate": 0.1, "window_minutes": 1, "minimum_detections": 20, "minimum_objects": 1}


def page_config(folder: Path) -> dict[str, Any]:
    """Writes footage, model and labels into `folder`. The camera begins with the good footage."""
    footage(folder / "good", _SURE)
    footage(folder / "bad", _UNSURE)
    labels = folder / "labels.txt"
    labels.write_text("\n".join(LABELS))
    service = vision(
        camera_name="cam",
        watch_hz=6,
        label_path=str(labels),
        default_minimum_confidence=0.4,
        state_dir=str(folder / "state"),
        review=_REVIEW,
        alert=_ALERT,
        capture={"samplers": {"random": {"probability": 0.2}, "low_confidence": {}}, "budget": dict(EVERY_FRAME)},
    )
    return config([camera("cam", folder / "good", loop=True)], [model(region_detector(folder / "d.onnx")), service])


def footage(folder: Path, score: float) -> None:
    """A yard in which one to three things stand; the model's score is their brightness. No two frames are alike."""
    folder.mkdir()
    chance = np.random.default_rng(7)
    yard = np.kron(chance.uniform(20, 60, (24, 24)), np.ones((16, 16)))
    for index in range(FRAMES):
        pixels = np.stack([yard * 0.9, yard, yard * 1.05], axis=2) + chance.normal(0, 4, (_SIDE, _SIDE, 3))
        for column in range(GRID):
            if column == 0 or chance.random() < 0.25:
                row = int(chance.integers(0, GRID))
                cell = pixels[row * _CELL : (row + 1) * _CELL, column * _CELL : (column + 1) * _CELL]
                cell[:] = 255 * (score - chance.uniform(0, 0.1)) + chance.normal(0, 3, cell.shape)
        (folder / f"{index:05d}.jpg").write_bytes(
            cv2.imencode(".jpg", np.clip(pixels, 0, 255).astype(np.uint8))[1].tobytes()
        )


async def play(running: Machine, folder: Path) -> None:
    """Shows other footage from now on."""
    async with running.client() as robot:
        await Camera.from_robot(robot, "cam").do_command({"command": "play", "path": str(folder)})
