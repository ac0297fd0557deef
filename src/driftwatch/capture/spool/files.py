"""How a frame is called and written in a spool."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2

from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.metadata import without_metadata
from driftwatch.inference.image import decode

_VALUE: Final = re.compile(r"-v(\d{3})\.[a-z]+$")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_]+")


def image_file(kept: Kept, keep_metadata: bool) -> tuple[bytes, str]:
    """Gives the file's content and suffix: a JPEG or PNG as it came, but for its metadata; anything else as PNG.

    Raises ImageError where something else cannot be decoded.
    """
    for magic, suffix in ((b"\xff\xd8", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png")):
        if kept.data.startswith(magic):
            return (kept.data if keep_metadata else without_metadata(kept.data)), suffix
    pixels = decode(kept.data, kept.record.mime_type).pixels
    encoded, data = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    assert encoded
    return data.tobytes(), ".png"


def file_name(record: Record, suffix: str) -> str:
    """Sorts by time, and names the camera, why it was kept and, in thousandths, how valuable it is."""
    camera, reason = (_UNSAFE.sub("_", text)[:40] for text in (record.camera, record.charged_to))
    return f"{record.id}-{camera}-{reason}-v{min(999, round(record.value * 1000)):03d}{suffix}"


def is_ours(path: str) -> bool:
    """Whether the name is one of `file_name`, with any suffix."""
    return _VALUE.search(path) is not None


def worst_first(paths: Sequence[Path]) -> list[Path]:
    """Files of ours, the least valuable first and of those the oldest."""
    ours = [(int(found.group(1)), path.name, path) for path in paths if (found := _VALUE.search(path.name))]
    return [path for _, _, path in sorted(ours)]
