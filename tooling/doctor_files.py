"""Writes what the doctor examines: `python -m tooling.doctor_files FOLDER`, the demo's models and a frame."""

import shutil
import sys
from pathlib import Path

import cv2

from examples.demo import assets
from examples.demo.download import Say


def write_files(folder: Path, say: Say) -> None:
    """face.onnx, face.tflite, labels.txt, and photo.png: lossless, since decoders of video differ by a grey level."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("face.onnx", "face.tflite"):
        shutil.copy(assets.model(name, say), folder / name)
    shutil.copy(assets.labels(), folder / "labels.txt")
    _, frame = cv2.VideoCapture(str(assets.footage("carphone_pristine", say))).read()
    if not cv2.imwrite(str(folder / "photo.png"), frame):
        raise OSError(f"{folder}: the photo cannot be written")


if __name__ == "__main__":
    write_files(Path(sys.argv[1]), print)
