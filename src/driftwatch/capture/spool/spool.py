"""Hard frames as files: the front of both kinds of spool."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from driftwatch.capture.exports.registry import EXPORTS
from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.spool.dataset import DatasetSpool
from driftwatch.capture.spool.folders import FolderSpool
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.errors import ImageError


class Spool(Protocol):
    """Not thread-safe; calls wait for the disk."""

    def put(self, kept: Kept) -> None:
        """Writes a frame; putting it twice leaves one. Raises OSError, and ImageError for an image that is none."""
        ...

    def refresh(self) -> None:
        """Brings the files about the whole data set up to date where there are any. Raises OSError."""
        ...


@dataclass(frozen=True, slots=True)
class Drained:
    """moved: frames. problem: why the rest waits in the queue; "" where nothing does."""

    moved: int
    problem: str = ""


def open_spool(settings: SpoolSettings, labels: Sequence[str] | None = None, files: Files | None = None) -> Spool:
    """labels: of the model, in its own order; None: it knows its classes by number only. Nothing is written yet."""
    files = files or Files()
    if settings.format == "folders":
        return FolderSpool(settings, files)
    return DatasetSpool(EXPORTS[settings.format], settings, labels, files)


def drain(queue: Queue, spool: Spool, now: float) -> Drained:
    """Moves what waits in the queue into the spool; a frame leaves the queue when its file is on disk.

    To be called every few seconds. now: seconds of the monotonic clock.
    """
    moved = 0
    problem = ""
    while (lease := queue.lease(now)) is not None:
        try:
            spool.put(lease.kept)
        except ImageError:
            queue.acknowledge(lease.number)  # it will never be an image
            continue
        except OSError as error:
            queue.give_back(lease.number)
            problem = error.strerror or str(error)
            break
        queue.acknowledge(lease.number)
        moved += 1
    try:
        spool.refresh()
    except OSError as error:
        problem = problem or error.strerror or str(error)
    return Drained(moved, problem)
