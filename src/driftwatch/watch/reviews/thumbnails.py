"""Small images of frames for reviewers."""

from collections.abc import Iterable

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Answer
from driftwatch.report.thumbnail import thumbnail
from driftwatch.watch.reviews.book import frame_of
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.thumbnails import ThumbnailCache


class Thumbnails:
    """Safe to use from any thread. `close` it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._cache = ThumbnailCache(self._make)

    def get(self, review: str) -> bytes | None:
        """A JPEG with the outlines of the boxes; None where the image is gone or cannot be decoded."""
        return self._cache.get(frame_of(review))

    @property
    def made(self) -> int:
        """How many are ready."""
        return self._cache.made

    def prepare(self, reviews: Iterable[str]) -> None:
        """See ThumbnailCache.prepare."""
        self._cache.prepare(dict.fromkeys(map(frame_of, reviews)))

    def close(self) -> None:
        self._cache.close()

    def _make(self, frame: str) -> bytes | None:
        entry = self._pool.find(frame)
        pooled = None if entry is None else self._pool.read(entry)
        data = None if entry is None or pooled is None else self._pool.image(entry, pooled)
        if pooled is None or data is None:
            return None
        shown = tuple(one.detection for one in pooled.shown)
        try:
            return thumbnail(data, pooled.mime_type, Answer(pooled.record.answer.size, shown))
        except ImageError:
            return None
