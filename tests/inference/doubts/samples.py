"""Looks and tallies for tests of guards."""

import itertools
from collections.abc import Iterable
from typing import Any

from driftwatch.inference.doubts.sample import BoxCounts, Kind, Sample
from driftwatch.inference.doubts.tally import Manner, Tally
from driftwatch.inference.heads.common.notes import Notes

_NUMBERS = itertools.count()


def sample(kind: Kind = "frame", **told: Any) -> Sample:
    """One at an image of its own, with outputs and an answer of its own, unless told."""
    number = next(_NUMBERS)
    given: dict[str, Any] = {"shown": number, "raw": number, "said": number, "answers": 1, **told}
    return Sample(kind, **given)


def boxes(sure: int, **counts: int) -> Sample:
    return sample(boxes=BoxCounts(sure, **counts))


def scores(lowest: float, highest: float) -> Sample:
    return sample(notes=Notes(lowest=lowest, highest=highest))


def tally(*samples: Sample, manner: Manner | None = None) -> Tally:
    return added(Tally(manner or Manner("yolo")), samples)


def added(to: Tally, samples: Iterable[Sample]) -> Tally:
    for one in samples:
        to = to.add(one)
    return to
