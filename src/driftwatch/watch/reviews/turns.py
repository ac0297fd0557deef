"""Which frames somebody is to review next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from driftwatch.quality.figure import Period
from driftwatch.quality.review import Review
from driftwatch.watch.reviews.book import REPEAT, frame_of
from driftwatch.watch.reviews.entry import Entry
from driftwatch.watch.reviews.leases import Lease

_REST: Final = 300.0  # seconds after which a frame may be repeated: nobody remembers it then


@dataclass(frozen=True, slots=True)
class Turn:
    """A frame whose turn it is. review: id that its review gets. repeat_of: id of the one it repeats, "" for none."""

    entry: Entry
    review: str
    repeat_of: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """period: in which the frame was captured. camera: "" for any. reviewer: who asks."""

    period: Period
    camera: str
    reviewer: str

    def fits(self, entry: Entry) -> bool:
        return self.camera in ("", entry.camera) and self.period.start <= entry.captured < self.period.end


def held(
    entries: Iterable[Entry], reviews: Iterable[Review], open_leases: Iterable[Lease], wanted: Wanted
) -> list[Turn]:
    """What this reviewer was shown and has not answered yet; of nobody who gave no name."""
    if not wanted.reviewer:
        return []
    answered = {one.id for one in reviews}
    by_id = {one.id: one for one in entries if wanted.fits(one)}
    return [
        Turn(by_id[frame_of(one.review)], one.review, one.repeat_of)
        for one in open_leases
        if one.reviewer == wanted.reviewer and one.review not in answered and frame_of(one.review) in by_id
    ]


def waiting(
    entries: Iterable[Entry], reviews: Iterable[Review], open_leases: Iterable[Lease], wanted: Wanted
) -> list[Turn]:
    """Frames that nobody has reviewed or has now: the lowest priority first, and no other rule."""
    taken = {frame_of(one.id) for one in reviews} | {frame_of(one.review) for one in open_leases}
    free = [one for one in entries if one.id not in taken and wanted.fits(one)]
    return [Turn(one, one.id) for one in sorted(free, key=lambda one: one.draw.priority)]


def repeats(
    entries: Iterable[Entry], reviews: Sequence[Review], open_leases: Iterable[Lease], wanted: Wanted, now: float
) -> list[Turn]:
    """Frames that may be shown once more without saying so: reviewed some time ago, and not repeated yet."""
    again = {one.blind_repeat_of for one in reviews} | {one.repeat_of for one in open_leases}
    by_id = {one.id: one for one in entries if wanted.fits(one)}
    return [
        Turn(by_id[one.id], f"{one.id}{REPEAT}1", one.id)
        for one in reviews
        if one.counts and one.id not in again and one.id in by_id and one.done_at < now - _REST
    ]


def mixed(first: Iterable[Turn], again: Sequence[Turn], share: float, random: Random) -> Iterator[Turn]:
    """A `share` of the turns are repeats, as long as there are any."""
    left = list(again)
    for turn in first:
        if left and random.random() < share / (1 - share):
            yield left.pop(random.randrange(len(left)))
        yield turn
