"""Reviewed frames as a data set: what is really on them, as far as a person said."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from driftwatch.capture.exports.example import Example, labels_of
from driftwatch.capture.exports.registry import EXPORTS
from driftwatch.capture.queue.folder import suffix_of
from driftwatch.inference.answer import Answer, Classification, Detection
from driftwatch.quality.review import JudgedBox, Review, Verdict
from driftwatch.watch.reviews.book import frame_of
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.pooled import Pooled

Format: TypeAlias = Literal["coco", "yolo", "viam"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A frame whose truth is known. number: of the pool's entry."""

    example: Example
    number: int


@dataclass(frozen=True, slots=True)
class TruthPage:
    """Some files of a data set by their paths in it. frames: on this page, of `total` in all.

    incomplete: reviewed frames that are left out because not all of their objects have a box: some of them were
    missed, nobody can say what they are, or nobody looked for misses. gone: whose images are. next: where the next
    page begins; None where this was the last, which alone holds the files about the whole data set.
    """

    files: Mapping[str, bytes]
    frames: int
    total: int
    incomplete: int
    gone: int
    next: int | None


@dataclass(frozen=True, slots=True)
class TruthQuestion:
    """with_incomplete: also frames on which objects may lack a box. start: of the page. megabytes: about its size."""

    form: Format
    camera: str
    with_incomplete: bool
    start: int
    limit: int
    megabytes: float = 6.0


def is_complete(review: Review) -> bool:
    """Whether every object of the frame has a box with its true label."""
    judged = all(one.verdict is not Verdict.CANNOT_TELL for one in review.boxes)
    named = all(one.true_label for one in review.boxes if one.verdict is Verdict.WRONG_CLASS)
    return judged and named and review.looked_for_misses and not review.missed


def truth_page(reviews: Iterable[Review], pool: Pool, question: TruthQuestion) -> TruthPage:
    """Frames in the order in which they were seen. Reads the disk."""
    counted = sorted((one for one in reviews if one.counts), key=lambda one: (one.frame.captured, one.id))
    ours = [one for one in counted if question.camera in ("", one.frame.camera)]
    whole = [one for one in ours if question.with_incomplete or is_complete(one)]
    entries = {entry.id: entry for entry in pool.entries()}
    found = [(one, entries[frame_of(one.id)]) for one in whole if frame_of(one.id) in entries]
    examples = [
        (true_example(review, pooled), entry) for review, entry in found if (pooled := pool.read(entry)) is not None
    ]
    labels = labels_of([example for example, _ in examples])
    export, files, size, end = EXPORTS[question.form], dict[str, bytes](), 0, question.start
    for example, entry in itertools.islice(examples, question.start, question.start + question.limit):
        pooled = pool.read(entry)
        data = pool.image(entry, pooled) if pooled is not None else None
        if size and size + len(data or b"") > question.megabytes * 1e6:
            break
        end += 1
        if data is not None:
            size += len(data)
            files |= {example.path: data, **export.sidecars(example, labels)}
    is_last = end >= len(examples)
    if is_last:
        files |= export.index([example for example, _ in examples], labels)
    counts = (end - question.start, len(examples), len(ours) - len(whole), len(whole) - len(examples))
    return TruthPage(files, *counts, None if is_last else end)


def true_example(review: Review, pooled: Pooled) -> Example:
    """The frame with its true boxes, as far as they have one."""
    record = pooled.record
    seen = tuple(one for box in review.boxes if (one := _true(box)) is not None)
    answer = Answer(record.answer.size, seen)
    if record.answer.detections is None:
        answer = Answer(record.answer.size, None, tuple(Classification(one.label, one.confidence) for one in seen))
    return Example(replace(record, answer=answer), f"{record.id}{suffix_of(record.mime_type)}", is_truth=True)


def _true(box: JudgedBox) -> Detection | None:
    """The box with its true label; None for what is no object, or nobody knows what."""
    if box.verdict is Verdict.RIGHT:
        return box.detection
    if box.verdict is Verdict.WRONG_CLASS and box.true_label:
        return replace(box.detection, label=box.true_label)
    return None
