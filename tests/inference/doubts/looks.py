"""Looks and tallies for tests of guards."""

import itertools
from collections.abc import Iterable
from typing import Any

from driftwatch.inference.doubts.look import BoxCounts, Kind, Look
from driftwatch.inference.doubts.tally import Manner, Tally
from driftwatch.inference.heads.noting import Notes

_NUMBERS = itertools.count()


def look(kind: Kind = "frame", **told: Any) -> Look:
    """One at an image of its own, with outputs and an answer of its own, unless told."""
    number = next(_NUMBERS)
    given: dict[str, Any] = {"shown": number, "raw": number, "said": number, "answers": 1, **told}
    return Look(kind, **given)


def boxes(sure: int, **counts: int) -> Look:
    return look(boxes=BoxCounts(sure, **counts))


def scores(lowest: float, highest: float) -> Look:
    return look(notes=Notes(lowest=lowest, highest=highest))


def tally(*looks: Look, manner: Manner | None = None) -> Tally:
    return added(Tally(manner or Manner("yolo")), looks)


def added(to: Tally, looks: Iterable[Look]) -> Tally:
    for one in looks:
        to = to.add(one)
    return to
