"""What another policy would have kept of observations that were stored: to try a policy before it costs anything."""

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

import cv2
import numpy as np

from driftwatch.capture.fingerprint import SIDE
from driftwatch.capture.kept import Record
from driftwatch.capture.policy import CapturePolicy
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.settings import CaptureSettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.observation import Observation

_LISTED: Final = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy would have kept."""

    considered: int
    """Frames."""
    kept: int
    by_reason: dict[str, int]
    """Frames that would have been kept, by the reason that paid."""
    offered: dict[str, int]
    """See CaptureStatus."""
    refused: dict[str, int]
    """See CaptureStatus."""
    records: tuple[Record, ...] = field(repr=False)
    """Of the last 10 that would have been kept, the newest first."""


class DryRun:
    """One policy at work on observations of which the images are gone. Its budget begins full.

    luma_grids: how the scenes looked is known about once a second, and duplicates and novelty are judged by that; else
    they are left out. So are bytes, and what a candidate model said. Samplers that follow objects see only what was
    stored; of observations that lie seconds apart they make nothing.
    """

    def __init__(self, settings: CaptureSettings, luma_grids: bool, seed: int = 0) -> None:
        samplers = replace(settings.samplers, disagreement=None)
        if not luma_grids:
            samplers = replace(samplers, novelty=None)
            settings = replace(settings, budget=replace(settings.budget, duplicate_difference=0.0))
        self._judge = CapturePolicy(replace(settings, samplers=samplers), Random(seed))
        self._by_reason: Counter[str] = Counter()
        self._records: deque[Record] = deque(maxlen=_LISTED)
        self._now = 0.0
        self._luma_grid = bytes(SIDE * SIDE)
        self._picture = _picture(self._luma_grid)

    def consider(self, observation: Observation, context: Context, luma_grid: bytes = b"") -> None:
        """To be called in the order of time. luma_grid: as in ImageStatistics, of this frame or one shortly before."""
        self._now = max(self._now, observation.at.monotonic)
        if luma_grid and luma_grid != self._luma_grid:
            self._luma_grid, self._picture = luma_grid, _picture(luma_grid)
        for kept in self._judge.consider(observation, self._picture, context, self._luma_grid):
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


def caveats(settings: CaptureSettings, luma_grids: bool) -> tuple[str, ...]:
    """What a dry run of this policy leaves out or knows only roughly, each beginning with the attribute."""
    samplers, budget = settings.samplers, settings.budget
    found: list[str] = []
    roughly = "how the scene looked is known about once a second, so this is judged roughly"
    unknown = "images are not stored, so this is left out"
    if samplers.novelty is not None:
        found.append(f"samplers.novelty: {roughly if luma_grids else unknown}")
    if samplers.disagreement is not None:
        found.append("samplers.disagreement: what a candidate model said is not stored, so this is left out")
    if budget.duplicate_difference > 0:
        found.append(f"budget.duplicate_difference: {roughly if luma_grids else unknown}")
    found.append("budget.megabytes_per_day: the size of the images is not stored, so this is left out")
    return tuple(found)


def _picture(luma_grid: bytes) -> EncodedImage:
    """What there is in place of the image: enough to be blurred."""
    grey = np.reshape(np.frombuffer(luma_grid, np.uint8), (SIDE, SIDE))
    return EncodedImage(cv2.imencode(".png", grey)[1].tobytes(), "image/png")
