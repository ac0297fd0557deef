"""What people said of frames, in memory and in the store."""

import threading
from collections import Counter
from collections.abc import Iterable
from typing import Final

from driftwatch.observation import ModelIdentity, Moment
from driftwatch.quality.review import Review
from driftwatch.storage.health import StoreError
from driftwatch.storage.records import Batch, ReviewRecord, StreamKey
from driftwatch.storage.store import Store
from driftwatch.storage.tables import read_reviews
from driftwatch.watch.reviews.review_json import review_from_json, review_to_json

REPEAT: Final = "~"
"""Parts the number of a blind repeat from the frame's id in the id of a review."""
_PATIENCE: Final = 10.0  # seconds that a review may take to reach the disk


def frame_of(review: str) -> str:
    """Id of the frame that a review of this id is about."""
    return review.partition(REPEAT)[0]


class ReviewBook:
    """The reviews of one vision service. Safe to use from several threads; calls wait for the disk."""

    def __init__(self, service: str, store: Store) -> None:
        self._service = service
        self._store = store
        self._reviews: dict[str, Review] = {}
        self._models: dict[str, ModelIdentity] = {}
        self._frames, self._labels = Counter[str](), Counter[str]()
        self._is_loaded = False
        self._lock = threading.Lock()
        self.unreadable = 0
        """Reviews that a later version wrote or that are damaged; they stay in the store."""

    def load(self) -> None:
        """Reads what there is; again where the disk has come back. Raises StoreError."""
        with self._lock:
            if self._is_loaded:
                return
            stands_in = self._store.stands_in
            records = self._store.ask(lambda connection: read_reviews(connection, self._service))
            self.unreadable = 0
            for record in records:
                self._models[record.model.key] = record.model
                try:
                    self._set(review_from_json(record.body))
                except ValueError:
                    self.unreadable += 1
            self._is_loaded = not stands_in

    @property
    def reviews(self) -> tuple[Review, ...]:
        """All of them, also skipped and undone ones, in the order in which they were first given."""
        with self._lock:
            return tuple(self._reviews.values())

    def find(self, review: str) -> Review | None:
        """By its id; None where there is none, or it was taken back."""
        with self._lock:
            found = self._reviews.get(review)
        return None if found is None or found.is_undone else found

    def knows(self, review: str) -> bool:
        """Also one that was taken back."""
        return review in self._reviews

    def model(self, key: str) -> ModelIdentity | None:
        """Of a model whose frames were reviewed."""
        return self._models.get(key)

    def put(self, review: Review, model: ModelIdentity, now: Moment) -> None:
        """Returns once the disk has it. Raises StoreError where it has not: the caller submits it again then."""
        frame = review.frame
        record = ReviewRecord(
            id=review.id,
            stream=StreamKey(self._service, frame.camera),
            model=model,
            at_ms=round(frame.captured * 1000),
            done_ms=round(review.done_at * 1000),
            version=review.body_version,
            body=review_to_json(review),
        )
        self._store.submit(Batch(reviews=(record,)))
        if not self._store.flush(now, _PATIENCE):
            reason = self._store.health.reason or f"it took longer than {_PATIENCE:g} s"
            raise StoreError(f"the review could not be written to the statistics file, submit it again: {reason}")
        with self._lock:
            self._models[model.key] = model
            self._set(review)

    @property
    def frames(self) -> frozenset[str]:
        """Ids of the frames that somebody reviewed or skipped, without what was taken back."""
        with self._lock:
            return frozenset(self._frames)

    @property
    def labels(self) -> frozenset[str]:
        """That were said or shown in them."""
        with self._lock:
            return frozenset(self._labels)

    def _set(self, review: Review) -> None:
        """Counts along what `frames` and `labels` give, so that thousands of reviews need not be looked through."""
        before = self._reviews.get(review.id)
        for one, step in ((before, -1), (review, 1)):
            if one is not None and not one.is_undone:
                self._frames[frame_of(one.id)] += step
                for label in _labels(one):
                    self._labels[label] += step
        if before is not None:
            self._frames, self._labels = +self._frames, +self._labels
        self._reviews[review.id] = review

    def standing(self) -> Iterable[Review]:
        """Those that were not taken back."""
        return (one for one in self.reviews if not one.is_undone)


def _labels(review: Review) -> set[str]:
    shown = {box.detection.label for box in review.boxes} | {one.label for one in review.missed}
    return shown | {box.true_label for box in review.boxes if box.true_label}
