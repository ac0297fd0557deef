"""What another policy would have kept of observations that were stored: to try a policy before it costs anything."""

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

import cv2
import numpy as np

from driftwatch.capture.frame import Frame
from driftwatch.capture.judge import Judge
from driftwatch.capture.kept import Record
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.sight import Context
from driftwatch.observation import Observation

_LISTED: Final = 20
_NO_IMAGE: Final = Frame(cv2.imencode(".png", np.zeros((1, 1, 3), np.uint8))[1].tobytes(), "image/png")


@dataclass(frozen=True, slots=True)
class Outcome:
    """considered: frames. by_reason: frames that would have been kept, by the reason that paid. offered, refused: see
    CaptureStatus. records: of the last 20 that would have been kept, the newest first.
    """

    considered: int
    kept: int
    by_reason: dict[str, int]
    offered: dict[str, int]
    refused: dict[str, int]
    records: tuple[Record, ...] = field(repr=False)


class DryRun:
    """One policy at work on observations of which the images are gone. Its budget begins anew.

    Duplicates, bytes, novelty and disagreement are left out, see `not_judged`. What a candidate model said is not
    stored. Samplers that follow objects see only what was stored; of observations that lie seconds apart they make
    nothing.
    """

    def __init__(self, settings: CaptureSettings, seed: int = 0) -> None:
        budget = replace(settings.budget, duplicate_difference=0.0)
        samplers = replace(settings.samplers, novelty=None, disagreement=None)
        self._judge = Judge(replace(settings, budget=budget, samplers=samplers), Random(seed))
        self._by_reason: Counter[str] = Counter()
        self._records: deque[Record] = deque(maxlen=_LISTED)
        self._now = 0.0

    def consider(self, observation: Observation, context: Context) -> None:
        """To be called in the order of time."""
        self._now = max(self._now, observation.at.monotonic)
        for kept in self._judge.consider(observation, _NO_IMAGE, context):
            self._by_reason[kept.record.charged_to] += 1
            self._records.appendleft(kept.record)

    def outcome(self) -> Outcome:
        status = self._judge.status(self._now)
        by_reason = dict(self._by_reason)
        return Outcome(
            status.considered,
            sum(by_reason.values()),
            by_reason,
            status.offered,
            status.refused,
            tuple(self._records),
        )


def not_judged(settings: CaptureSettings) -> tuple[str, ...]:
    """What a dry run of this policy leaves out and why, each beginning with the attribute."""
    samplers, budget = settings.samplers, settings.budget
    found: list[str] = []
    if samplers.novelty is not None:
        found.append("samplers.novelty: images are not stored, so it keeps nothing here")
    if samplers.disagreement is not None:
        found.append("samplers.disagreement: what a candidate model said is not stored, so it keeps nothing here")
    if budget.duplicate_difference > 0:
        found.append("budget.duplicate_difference: images are not stored, so frames of one scene are kept again")
    if budget.megabytes_per_day > 0:
        found.append("budget.megabytes_per_day: the size of the images is not stored")
    return tuple(found)
