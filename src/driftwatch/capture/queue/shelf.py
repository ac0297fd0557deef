"""What the queue has on disk, what is still to be taken from it, and how the disk is doing."""

import logging
import threading
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.queue.folder import RECORDS, QueueFolder

_LOG = logging.getLogger(__name__)
_CLOSED = "its folder cannot be written to"


class Shelf:
    """Every call but `leave` waits for the disk; what fails is logged once, and is the `problem` from then on."""

    def __init__(self, folder: Path, files: Files | None) -> None:
        self._folder = QueueFolder(folder, files or Files(), RECORDS)
        self._leftover: dict[int, Record] = {}
        self._lock = threading.Lock()
        self._stores_not = ""
        self._removes_not = ""
        self._told = ""

    @property
    def problem(self) -> str:
        """Why frames wait in memory, or why those on disk are not handed over; "" where neither is so."""
        return self._stores_not or self._told

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

    def keeps(self) -> str:
        """Why a frame that is handed over now may come again after a restart; "" where it can be removed for good."""
        problem = self._removes_not or ("" if self._folder.may_remove() else _CLOSED)
        with self._lock:
            is_new, self._told = problem != self._told, problem
        if is_new and problem:
            _LOG.warning("hard frames on the disk cannot be removed from it, so none is handed over: %s", problem)
        elif is_new:
            _LOG.info("hard frames can be removed from the disk, and are handed over again")
        return problem

    def has_left(self, frame: str) -> bool:
        """Whether the disk still has a frame of this id that is gone."""
        with self._lock:
            return any(record.id == frame for record in self._leftover.values())

    def leave(self, number: int, record: Record) -> None:
        """The frame is gone; `clear` takes its files."""
        with self._lock:
            self._leftover[number] = record

    def clear(self) -> None:
        """Takes the files of frames that are gone; where the disk keeps them, `keeps` says why."""
        with self._lock:
            gone = dict(self._leftover)
        self._removes_not = self._removed(gone) if gone else ""
        if not self._removes_not:
            with self._lock:
                for number in gone:
                    del self._leftover[number]
        self.keeps()

    def recovered(self) -> None:
        """Nothing waits for the disk any more."""
        if self._stores_not:
            _LOG.info("hard frames are stored on disk again")
            self._stores_not = ""

    def _removed(self, gone: dict[int, Record]) -> str:
        """Why they could not be removed; "" where they were."""
        try:
            self._folder.remove(gone)
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def _note(self, error: OSError) -> None:
        problem = error.strerror or str(error)
        if problem != self._stores_not:
            _LOG.warning("hard frames cannot be stored on disk and wait in memory: %s", problem)
        self._stores_not = problem
