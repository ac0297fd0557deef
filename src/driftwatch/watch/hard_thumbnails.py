"""Small images of frames that wait, with or without what the model saw in them."""

from collections.abc import Callable, Iterable
from typing import Final

from driftwatch.capture.queue.waiting import Listed
from driftwatch.errors import ImageError
from driftwatch.report.thumbnail import thumbnail
from driftwatch.watch.thumbnails import ThumbnailCache

_PLAIN: Final = "-"
_BOXES: Final = "+"


class HardThumbnails:
    """Safe to use from any thread. find: the frame of an id that waits. image: of a frame. `close` it."""

    def __init__(self, find: Callable[[str], Listed | None], image: Callable[[Listed], bytes | None]) -> None:
        self._find, self._image = find, image
        self._cache = ThumbnailCache(self._make)

    def get(self, frame: str, boxes: bool) -> bytes | None:
        """A JPEG; None where the frame does not wait any more, or its image cannot be decoded."""
        return self._cache.get((_BOXES if boxes else _PLAIN) + frame)

    def prepare(self, frames: Iterable[str], boxes: bool) -> None:
        """See ThumbnailCache.prepare."""
        self._cache.prepare((_BOXES if boxes else _PLAIN) + one for one in frames)

    def close(self) -> None:
        self._cache.close()

    def _make(self, key: str) -> bytes | None:
        listed = self._find(key[1:])
        data = None if listed is None else self._image(listed)
        if listed is None or data is None:
            return None
        record = listed.record
        try:
            return thumbnail(data, record.mime_type, record.answer if key[0] == _BOXES else None)
        except ImageError:
            return None
