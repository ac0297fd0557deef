"""Images in a folder, in the order in which a person would count them."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import FootageError
from driftwatch.regular_file import read_regular

SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
_AS_THEY_ARE: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
_LARGEST: Final = 1 << 28  # bytes of one image
_FPS: Final = 10.0  # of images that were never a video


class Folder:
    """JPEG and PNG files are given byte for byte; other formats as JPEG of quality 95."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)

    @classmethod
    def of(cls, folder: Path) -> "Folder":
        """Raises FootageError where `folder` holds no image."""
        paths = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file()]
        if not paths:
            raise FootageError(f"{folder}: holds no image ({', '.join(SUFFIXES)})")
        return cls(sorted(paths, key=lambda path: natural_key(path.name)))

    @property
    def fps(self) -> float:
        return _FPS

    def __len__(self) -> int:
        return len(self._paths)

    def still(self, index: int) -> EncodedImage | None:
        if index >= len(self._paths):
            return None
        path = self._paths[index]
        try:
            data = read_regular(path, _LARGEST)
        except OSError as error:
            raise FootageError(f"{path}: cannot be read: {error.strerror}") from error
        for magic, mime_type in _AS_THEY_ARE.items():
            if data.startswith(magic):
                return EncodedImage(data, mime_type)
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
        if image is None:
            raise FootageError(f"{path}: is not an image that can be decoded")
        return jpeg_of(image)

    def close(self) -> None:
        """Nothing is held open."""


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Sorts "frame2" before "frame10": runs of digits compare as numbers."""
    parts = re.split(r"(\d+)", name.lower())
    return [(0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts]


def jpeg_of(image: cv2.typing.MatLike) -> EncodedImage:
    """Encodes (H, W, 3) BGR uint8 as JPEG of quality 95."""
    encoded, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    if not encoded:
        raise FootageError("a frame cannot be encoded as JPEG")
    return EncodedImage(data.tobytes(), "image/jpeg")
