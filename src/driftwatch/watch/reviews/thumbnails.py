"""Small images of frames for reviewers, made before somebody asks: twenty of 1080p take a fifth of a second."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from driftwatch.errors import ImageError
from driftwatch.inference.answer import Answer
from driftwatch.report.thumbnail import thumbnail
from driftwatch.watch.reviews.book import frame_of
from driftwatch.watch.reviews.pool import Pool

_KEPT: Final = 128  # some 8 kB each


class Thumbnails:
    """Safe to use from any thread. `close` it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="thumbnails")

    def get(self, review: str) -> bytes | None:
        """A JPEG with the outlines of the boxes; None where the image is gone or cannot be decoded."""
        frame = frame_of(review)
        with self._lock:
            if (made := self._made.get(frame)) is not None:
                self._made.move_to_end(frame)
                return made
        found = self._make(frame)
        if found is not None:
            with self._lock:
                self._made[frame] = found
                if len(self._made) > _KEPT:
                    self._made.popitem(last=False)
        return found

    @property
    def made(self) -> int:
        """How many are ready."""
        with self._lock:
            return len(self._made)

    def prepare(self, reviews: Iterable[str]) -> None:
        """Makes those that are likely to be asked for next and are not there yet; returns at once.

        Nothing once it is closed: whoever prepares may be the last to hear of that.
        """
        with self._lock:
            if self._closed:
                return
            for review in reviews:
                if frame_of(review) not in self._made:
                    self._thread.submit(self.get, review)

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._thread.shutdown(wait=True, cancel_futures=True)

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
