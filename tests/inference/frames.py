"""Images to decode, encoded in the ways that cameras and files have."""

import struct

import cv2
import numpy as np

from driftwatch.inference.pixels import Pixels


def picture(width: int, height: int, seed: int = 1) -> Pixels:
    """A smooth RGB picture whose four corners differ."""
    rough = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    return cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)  # pyright: ignore[reportReturnType]


def jpeg(rgb: Pixels, *options: int) -> bytes:
    """`options`: as cv2.imencode takes them. A two-dimensional picture becomes a grey JPEG."""
    bgr = rgb if rgb.ndim == 2 else rgb[..., ::-1]
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 95, *options])[1].tobytes()


def png(rgb: np.ndarray) -> bytes:
    """From grey, RGB or RGBA of 8 or 16 bits."""
    order = {2: None, 3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}[2 if rgb.ndim == 2 else rgb.shape[2]]
    return cv2.imencode(".png", rgb if order is None else cv2.cvtColor(rgb, order))[1].tobytes()


def raw_rgba(rgb: Pixels, alpha: int = 255) -> bytes:
    height, width = rgb.shape[:2]
    pixels = np.dstack([rgb, np.full((height, width), alpha, np.uint8)])
    return b"RGBA" + struct.pack(">II", width, height) + pixels.tobytes()


def with_orientation(data: bytes, orientation: int, order: str = ">") -> bytes:
    """A JPEG with an EXIF segment that holds only the orientation."""
    mark = b"MM\0*" if order == ">" else b"II*\0"
    tiff = mark + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    segment = b"Exif\0\0" + tiff
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]
