"""What the queue has on disk, what is still to be taken from it, and how the disk is doing."""

import logging
import threading
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.queue.folder import RECORDS, QueueFolder

_LOG = logging.getLogger(__name__)


class Shelf:
    """Every call but `leave` waits for the disk; what fails is logged once, and is the `problem` from then on."""

    def __init__(self, folder: Path, files: Files | None) -> None:
        self._folder = QueueFolder(folder, files or Files(), RECORDS)
        self._leftover: dict[int, Record] = {}
        self._lock = threading.Lock()
        self.problem = ""

    def load(self) -> dict[int, tuple[Record, int]] | None:
        """Number to record and bytes of the image, the oldest first; None where the disk does not say."""
        try:
            return dict(sorted(self._folder.load().items()))
        except OSError as error:
            self._note(error)
            return None

    def put(self, number: int, kept: Kept) -> bool:
        """Whether the disk has it."""
        try:
            self._folder.put(number, kept.record, kept.data)
        except OSError as error:
            self._note(error)
            return False
        return True

    def read(self, number: int, record: Record) -> Kept | None:
        """None where it cannot be read."""
        try:
            return Kept(record, self._folder.data(number, record))
        except OSError as error:
            if not self._folder.has_lost(number, record):
                self._note(error)
            return None

    def has_lost(self, number: int, record: Record) -> bool:
        """Whether the folder is there, and the image is not."""
        return self._folder.has_lost(number, record)

    def leave(self, number: int, record: Record) -> None:
        """The frame is gone; `clear` takes its files."""
        with self._lock:
            self._leftover[number] = record

    def clear(self) -> None:
        """Takes the files of frames that are gone; where the disk keeps them they come back after a restart."""
        with self._lock:
            gone = dict(self._leftover)
        if not gone:
            return
        try:
            self._folder.remove(gone)
        except OSError as error:
            self._note(error)
            return
        with self._lock:
            for number in gone:
                del self._leftover[number]

    def recovered(self) -> None:
        """Nothing waits for the disk any more."""
        if self.problem:
            _LOG.info("hard frames are stored on disk again")
            self.problem = ""

    def _note(self, error: OSError) -> None:
        problem = error.strerror or str(error)
        if problem != self.problem:
            _LOG.warning("hard frames cannot be stored on disk and wait in memory: %s", problem)
        self.problem = problem
