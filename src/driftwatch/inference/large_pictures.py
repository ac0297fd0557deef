"""Images that take a decoder a quarter of a second and more: one at a time, on a thread of their own.

A PNG of 200 kB may hold 67 million pixels. On the threads of a model, two of them would hold up every other frame.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ImageError
from driftwatch.inference.image_header import read_header
from driftwatch.inference.worker import Worker

T = TypeVar("T")

LARGE_JPEG: Final = 9_000_000
"""Pixels; a frame of a 4K camera is smaller."""

LARGE: Final = 4_500_000
"""Pixels of other formats, which cannot be decoded at a part of their size."""

MOST_WAITING: Final = 8
"""Large images of one caller."""

_WORKER: Final = Worker("decoding of large images", limit=MOST_WAITING)


def is_large(image: EncodedImage) -> bool:
    """Reads no more than the header; what is no image is not large."""
    try:
        header = read_header(image.data, image.mime_type)
    except ImageError:
        return False
    return header.size.width * header.size.height > (LARGE_JPEG if header.format == "jpeg" else LARGE)


async def in_its_turn(job: Callable[[], T], caller: str) -> T:
    """Gives what `job` makes of a large image. Raises BusyError where as many of this caller wait as may."""
    return await _WORKER.do(job, caller)
