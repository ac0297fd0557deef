"""Where reviewers sit: who is shown which frame, what they answer, and what they take back."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from random import Random
from typing import Final

from driftwatch.errors import ConfigError
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.quality.review import Review, ReviewedFrame
from driftwatch.quality.sampling.strata import WHY
from driftwatch.watch.reviews.book import REPEAT, ReviewBook, frame_of
from driftwatch.watch.reviews.leases import Lease, Leases
from driftwatch.watch.reviews.offer import Answered, Offer
from driftwatch.watch.reviews.pool import Pool
from driftwatch.watch.reviews.pooled import Pooled, ShownBox
from driftwatch.watch.reviews.settings import ReviewSettings
from driftwatch.watch.reviews.submission import Judgement, Shown, judgement
from driftwatch.watch.reviews.turns import Turn, Wanted, held, mixed, repeats, waiting

_MINUTE: Final = 60.0
_KEPT: Final = 30 * 86_400.0  # seconds for which it is known who was shown what


class Desk:
    """Safe to use from several threads; calls wait for the disk. Raises StoreError where reviews cannot be read.

    changed: called after each review that was written, outside all locks.
    """

    def __init__(
        self,
        settings: ReviewSettings,
        pool: Pool,
        book: ReviewBook,
        leases: Leases,
        changed: Callable[[], None],
        random: Random | None = None,
    ) -> None:
        self._settings = settings
        self.pool, self.book = pool, book
        self._leases = leases
        self._changed = changed
        self._random = random or Random()
        self._lock = threading.Lock()

    def next(self, wanted: Wanted, count: int, now: Moment) -> list[Offer]:
        """The frames to review next, `count` at most; what this reviewer has already comes first."""
        with self._lock:
            turns = self._turns(wanted, now.wall)
            offers = list(islice(self._offers(turns, now.wall), count))
            until = now.wall + self._settings.lease_minutes * _MINUTE
            taken = [self._lease(one, wanted.reviewer, now.wall, until) for one in offers]
            self._leases.take(taken, now.wall, _KEPT)
            self._hold(now.wall)
            return [replace(one, until=until) for one in offers]

    def left(self, wanted: Wanted, now: float) -> int:
        """Frames that nobody has reviewed or has now."""
        return len(self._waiting(wanted, now))

    def coming(self, wanted: Wanted, count: int, now: float) -> list[str]:
        """The reviews that are next after those that somebody has now."""
        return [one.review for one in self._waiting(wanted, now)[:count]]

    def _waiting(self, wanted: Wanted, now: float) -> list[Turn]:
        self.book.load()
        return waiting(self.pool.entries(), self.book.standing(), self._leases.open(now), wanted)

    def submit(self, answer: Answered, now: Moment) -> Review:
        """Writes a review; the same reviewer's again replaces it. Returns once the disk has it.

        Raises ConfigError where something is wrong with it, StoreError where the disk does not take it.
        """
        with self._lock:
            self.book.load()
            before = self.book.find(answer.review)
            self._check(answer, before, now.wall)
            subject = self._subject(answer.review, before)
            review = self._review(answer, subject, before, now.wall)
            self.book.put(review, subject.model, now)
            self._leases.give_back(review.id)
            self._hold(now.wall)
        self._changed()
        return review

    def undo(self, review: str, reviewer: str, now: Moment) -> Review:
        """Takes a review or a skip back: the one of this id, or the last of this reviewer where it is "".

        Raises ConfigError where there is none.
        """
        with self._lock:
            self.book.load()
            found = self._to_undo(review, reviewer)
            model = self.book.model(found.frame.model)
            assert model is not None, "each review was put with its model"
            undone = replace(found, is_undone=True)
            self.book.put(undone, model, now)
            self._hold(now.wall)
        self._changed()
        return undone

    def asks_for_misses(self, pooled: Pooled) -> bool:
        """By the digest of the frame's bytes, so whatever is on it; of a classifier's frames never."""
        return pooled.record.answer.detections is not None and self._asks(pooled.record.frame_id)

    def labels(self) -> frozenset[str]:
        """That are known: of boxes in the pool, of reviews, of the settings."""
        seen = {label for entry in self.pool.entries() for label in entry.labels}
        figures = self._settings.figures
        return frozenset({*seen, *self.book.labels, *figures.labels, *figures.targets})

    def _asks(self, frame_id: str) -> bool:
        return int(frame_id[-8:] or "0", 16) / 2**32 < self._settings.look_for_misses

    def _turns(self, wanted: Wanted, now: float) -> "chain[Turn]":
        self.book.load()
        entries, open_leases = self.pool.entries(), self._leases.open(now)
        reviews = tuple(self.book.standing())
        own = held(entries, reviews, open_leases, wanted)
        free = waiting(entries, reviews, open_leases, wanted)
        again = repeats(entries, reviews, open_leases, wanted, now)
        return chain(own, mixed(free, again, self._settings.blind_repeats, self._random))

    def _offers(self, turns: "chain[Turn]", now: float) -> Iterator[Offer]:
        for turn in turns:
            pooled = self.pool.read(turn.entry)
            if pooled is not None:
                yield Offer(turn.review, turn.entry, pooled, now, self.asks_for_misses(pooled))

    def _lease(self, offer: Offer, reviewer: str, now: float, until: float) -> Lease:
        """Shown first when it was shown first."""
        before = self._leases.find(offer.review)
        shown = before.shown if before is not None and before.reviewer == reviewer and before.is_open(now) else now
        repeat_of = frame_of(offer.review) if REPEAT in offer.review else ""
        return Lease(offer.review, reviewer, shown, until, repeat_of)

    def _check(self, answer: Answered, before: Review | None, now: float) -> None:
        review, lease = answer.review, self._leases.find(answer.review)
        if before is not None and before.reviewer != answer.reviewer:
            raise ConfigError([f'review: "{review}" was reviewed by {_who(before)}; only they may change it'])
        if before is not None:
            return
        if lease is not None and lease.is_open(now) and lease.reviewer != answer.reviewer:
            raise ConfigError([f'review: "{review}" is with {_who(lease)}; ask review_next for another'])
        if lease is None and not self.book.knows(review):
            raise ConfigError([f'review: "{review}" was shown to nobody; ask review_next which frame is next'])

    def _subject(self, review: str, before: Review | None) -> "_Subject":
        """What a review is about; of a changed one as it was shown, since its image may be gone by now."""
        model = before and self.book.model(before.frame.model)
        if before is not None and model is not None and not before.is_skipped:
            boxes = tuple(ShownBox(one.detection, one.is_served, one.alone) for one in before.boxes)
            return _Subject(before.frame, boxes, model, self._asks(before.frame.frame_id))
        entry = self.pool.find(frame_of(review))
        pooled = None if entry is None else self.pool.read(entry)
        if pooled is None:
            raise ConfigError([f'review: the frame of "{review}" is gone; ask review_next for another'])
        record, why = pooled.record, WHY.get(pooled.draw.stratum, pooled.draw.stratum)
        seen = (
            record.frame_id,
            record.captured,
            record.camera,
            record.model.key,
            pooled.threshold.highest,
            pooled.draw,
        )
        candidate = pooled.opinion.model if pooled.opinion else ""
        frame = ReviewedFrame(*seen, why, candidate)
        return _Subject(frame, pooled.shown, record.model, self.asks_for_misses(pooled))

    def _review(self, answer: Answered, subject: "_Subject", before: Review | None, now: float) -> Review:
        lease = self._leases.find(answer.review)
        skips, judged = answer.is_skipped, Judgement((), ())
        if not skips:
            judged = judgement(answer.boxes, answer.missed, Shown(subject.boxes, self.labels()))
        return Review(
            id=answer.review,
            frame=subject.frame,
            boxes=judged.boxes,
            missed=judged.missed,
            looked_for_misses=answer.looked_for_misses and subject.asks_for_misses and not skips,
            reviewer=answer.reviewer,
            shown_at=before.shown_at if before else lease.shown if lease else now,
            done_at=before.done_at if before else now,
            blind_repeat_of=frame_of(answer.review) if REPEAT in answer.review else "",
            is_skipped=skips,
        )

    def _to_undo(self, review: str, reviewer: str) -> Review:
        if review:
            found = self.book.find(review)
            if found is None:
                raise ConfigError([f'review: there is no review "{review}" that could be undone'])
            if found.reviewer != reviewer:
                raise ConfigError([f'reviewer: "{review}" was reviewed by {_who(found)}, who alone may undo it'])
            return found
        own = [one for one in self.book.standing() if one.reviewer == reviewer]
        if not own:
            raise ConfigError([f'reviewer: "{reviewer}" has reviewed nothing that could be undone'])
        return max(own, key=lambda one: one.done_at)

    def _hold(self, now: float) -> None:
        """What was reviewed or is being looked at stays in the pool."""
        shown = {frame_of(lease.review) for lease in self._leases.open(now)}
        self.pool.hold(self.book.frames | shown)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a review is about. boxes: that are shown."""

    frame: ReviewedFrame
    boxes: tuple[ShownBox, ...]
    model: ModelIdentity
    asks_for_misses: bool


def _who(one: Review | Lease) -> str:
    return one.reviewer or "somebody without a name"
