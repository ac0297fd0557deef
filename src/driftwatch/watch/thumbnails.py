"""Small images made once, and ahead where that can be guessed: twenty of 1080p take a fifth of a second."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

_KEPT: Final = 128  # some 8 kB each


class ThumbnailCache:
    """Safe to use from any thread. make: gives the JPEG of a key, None where there is none (any more). `close` it."""

    def __init__(self, make: Callable[[str], bytes | None]) -> None:
        self._make = make
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._closed = False
        self._thread: ThreadPoolExecutor | None = None

    def get(self, key: str) -> bytes | None:
        """Makes it where it is not there yet."""
        if (made := self._known(key)) is not None:
            return made
        with self._one_at_a_time:  # an image may be large
            found = self._known(key) or self._make(key)
        if found is not None:
            with self._lock:
                self._made[key] = found
                if len(self._made) > _KEPT:
                    self._made.popitem(last=False)
        return found

    def _known(self, key: str) -> bytes | None:
        with self._lock:
            if (made := self._made.get(key)) is not None:
                self._made.move_to_end(key)
            return made

    @property
    def made(self) -> int:
        """How many are ready."""
        with self._lock:
            return len(self._made)

    def prepare(self, keys: Iterable[str]) -> None:
        """Makes those that are likely to be asked for next and are not there yet; returns at once.

        Nothing once it is closed: whoever prepares may be the last to hear of that.
        """
        with self._lock:
            if self._closed:
                return
            self._thread = self._thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="thumbnails")
            for key in keys:
                if key not in self._made:
                    self._thread.submit(self.get, key)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            thread.shutdown(wait=True, cancel_futures=True)
