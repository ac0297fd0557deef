"""The frames of a machine's state folder, put into a folder of frames that can be labelled."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Kept
from driftwatch.capture.queue.folder import RECORDS, QueueFolder
from driftwatch.capture.spool.files import file_name, image_file
from driftwatch.cli.state_store import open_store, service_in
from driftwatch.labelling.frame_set import FrameSet, Truth, TruthSource
from driftwatch.storage.state_dir import (
    HARD_FRAMES,
    POOL,
    QUEUE,
    REVIEWS,
    hard_frames_folder,
    reviews_folder,
)
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.reviews.book import ReviewBook, frame_of
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.truth import is_complete, true_example

_ANY_SIZE: Final = 1e6  # megabytes: nothing is dropped from a folder that is only read


@dataclass(frozen=True, slots=True)
class Collected:
    """How many frames. incomplete: reviewed, with objects that lack a box. kept: labelled by a person before."""

    hard: int
    reviewed: int
    incomplete: int
    kept: int


def collect(state: Path, service: str, into: Path, say: Callable[[str], None]) -> Collected:
    """say: takes what is wrong with the statistics file, if anything. Raises ConfigError, OSError."""
    name = service_in(state, service, (HARD_FRAMES, REVIEWS), "state")
    frames = FrameSet(into)
    names = frames.files()
    hard = _hard_frames(hard_frames_folder(state, name) / QUEUE, frames, names)
    reviewed = incomplete = kept = 0
    store = open_store(state, lambda notice: say(notice.text), "state")
    pool = Pool(reviews_folder(state, name) / POOL, _ANY_SIZE, Files())
    try:
        book = ReviewBook(name, store)
        book.load()
        entries = {entry.id: entry for entry in pool.entries()}
        for review in book.standing():
            entry = entries.get(frame_of(review.id))
            pooled = pool.read(entry) if entry is not None and review.counts else None
            data = pool.image(entry, pooled) if entry is not None and pooled is not None else None
            if pooled is None or data is None:
                continue
            reviewed += 1
            file = _put(frames, Kept(pooled.record, data), names)
            if not is_complete(review):
                incomplete += 1
                continue
            known = frames.find(file)
            boxes = true_example(review, pooled).record.answer.detections or ()
            kept += not frames.set_truth(known, Truth(boxes, TruthSource.REVIEW, "review"))
    finally:
        store.close(machine_clock())
    return Collected(hard, reviewed, incomplete, kept)


def _hard_frames(queue: Path, frames: FrameSet, names: dict[str, str]) -> int:
    if not queue.is_dir():
        return 0
    folder, count = QueueFolder(queue, Files(), RECORDS), 0
    for number, (record, _) in sorted(folder.load().items()):
        _put(frames, Kept(record, folder.data(number, record)), names)
        count += 1
    return count


def _put(frames: FrameSet, kept: Kept, names: dict[str, str]) -> str:
    """Gives the image's name. A frame that is a hard one and in the pool too is there once, under its first name."""
    data, suffix = image_file(kept, keep_metadata=False)
    name = names.setdefault(kept.record.id, file_name(kept.record, suffix))
    frames.put(kept.record, name, data)
    return name
