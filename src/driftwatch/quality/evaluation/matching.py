"""Which true box a found one is, in the manner of COCO's evaluation (Lin et al., "Microsoft COCO", 2014)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from driftwatch.quality.evaluation.labelled import Found, Judged, TrueBox, overlap

MOST: Final = 100
"""Boxes of one label in one image that are looked at: the most confident ones."""
_ALMOST: Final = 1 - 1e-10


@dataclass(frozen=True, slots=True)
class Matches:
    """Of one label in one image. found: the most confident first. truths: those that are no crowd.

    of_found: for each found box the index of its truth; None: it is wrong; CROWD: it lies in a crowd and does not
    count.
    """

    found: tuple[Found, ...]
    truths: tuple[TrueBox, ...]
    of_found: tuple[int | None, ...]


CROWD: Final = -1


class Pairing:
    """One label in one image: overlaps are computed once, for whatever threshold is asked."""

    def __init__(self, judged: Judged, label: str, most: int = MOST) -> None:
        self._found = tuple(sorted((one for one in judged.found if one.label == label), key=_sure)[:most])
        mine = [one for one in judged.image.boxes if one.label == label]
        self._truths = tuple(one for one in mine if not one.is_crowd)
        crowds = [one for one in mine if one.is_crowd]
        self._all = [*self._truths, *crowds]
        self._overlaps = [[overlap(one.box, truth) for truth in self._all] for one in self._found]

    @property
    def is_empty(self) -> bool:
        return not self._found and not self._all

    def at(self, threshold: float) -> Matches:
        """Each found box, the most confident first, takes the true box that it overlaps most, of those still free."""
        taken: set[int] = set()
        of_found: list[int | None] = []
        for row in self._overlaps:
            choice = self._best(row, taken, min(threshold, _ALMOST))
            if choice is not None and choice < len(self._truths):
                taken.add(choice)
            of_found.append(CROWD if choice is not None and choice >= len(self._truths) else choice)
        return Matches(self._found, self._truths, tuple(of_found))

    def _best(self, row: Sequence[float], taken: set[int], threshold: float) -> int | None:
        """A crowd only where no single object fits; of equal overlaps the later one, as COCO's own code has it."""
        best, choice = threshold, None
        for index, value in enumerate(row):
            is_single = index < len(self._truths)
            if not is_single and choice is not None and choice < len(self._truths):
                break
            if (is_single and index in taken) or value < best:
                continue
            best, choice = value, index
        return choice


def _sure(found: Found) -> float:
    return -found.confidence
