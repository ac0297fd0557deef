"""What earlier reviews taught, kept as long as those reviews stay the same: most new ones are of the running week."""

from collections.abc import Sequence
from operator import is_
from typing import Final, TypeAlias

from driftwatch.quality.knowledge import Knowledge, curves, reviewed_labels
from driftwatch.quality.lessons import Lessons
from driftwatch.quality.review import Review

_KEPT: Final = 128  # stretches: a year of weeks of two cameras

_Stretch: TypeAlias = tuple[str, str, float]
_Learned: TypeAlias = tuple[Sequence[Review], Knowledge]


class Curves:
    """For one thread at a time; two at once only learn the same twice."""

    def __init__(self) -> None:
        self._known: dict[_Stretch, _Learned] = {}
        self._lessons: tuple[Sequence[Review], Lessons] = ((), Lessons(()))

    def before(self, reviews: Sequence[Review], until: float) -> Knowledge:
        """What reviews of frames captured before `until` taught. reviews: of one camera and model."""
        earlier = [one for one in reviews if one.frame.captured < until]
        stretch = (reviews[0].frame.camera, reviews[0].frame.model, until) if reviews else ("", "", until)
        known = self._known.pop(stretch, None)
        if known is None or not _are_same(known[0], earlier):
            known = earlier, curves(self._lessons_of(reviews), reviewed_labels(earlier), until)
        self._known[stretch] = known
        while len(self._known) > _KEPT:
            self._known.pop(next(iter(self._known)), None)
        return known[1]

    def _lessons_of(self, reviews: Sequence[Review]) -> Lessons:
        known, lessons = self._lessons
        if not _are_same(known, reviews):
            lessons = Lessons(reviews)
            self._lessons = reviews, lessons
        return lessons


def _are_same(one: Sequence[Review], other: Sequence[Review]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))
