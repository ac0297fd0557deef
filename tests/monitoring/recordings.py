"""Hand-made recordings whose truth is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.monitoring.measured import PARTS, Measured, Meter
from driftwatch.monitoring.objects import ObjectSums
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ImageStatistics, ModelIdentity, Moment, Observation

SIZE = Size(640, 480)
MODEL = ModelIdentity("face", "1", "ab" * 32)


def detection(x: float, confidence: float, label: str = "face", side: float = 0.1) -> Detection:
    return Detection(Box(x - side / 2, 0.4, x + side / 2, 0.4 + side), label, confidence)


def recorded(
    frames: Sequence[Sequence[Detection]], fps: float = 25.0, image: Callable[[int], ImageStatistics] | None = None
) -> Measured:
    """What is measured of these detections of each frame."""
    meter = Meter(StatisticsSettings(), len(frames), fps)
    for number, seen in enumerate(frames):
        at = Moment(number / fps, number / fps)
        answer = Answer(SIZE, tuple(seen))
        meter.add(Observation("footage", at, MODEL, answer, str(number), image(number) if image else None))
    return meter.measured()


def classified(classes: Sequence[tuple[str, float, bytes]]) -> Measured:
    """What is measured of a classifier: label, confidence and look of each frame."""
    meter = Meter(StatisticsSettings(), len(classes), 25.0)
    for number, (label, confidence, look) in enumerate(classes):
        answer = Answer(SIZE, None, (Classification(label, confidence),))
        image = ImageStatistics(100.0, 50.0, 100.0, look)
        meter.add(Observation("footage", Moment(number, number), MODEL, answer, str(number), image))
    return meter.measured()


@dataclass(frozen=True, slots=True)
class Street:
    """Objects that come and go, each with a difficulty of its own.

    mean, spread: of the objects' mean confidences. flicker: standard deviation of one object's from frame to frame.
    arrivals: objects a frame. stay: frames that an object is seen in, on the average. missed: share of frames in
    which an object that is there is not found.
    """

    mean: float = 0.8
    spread: float = 0.07
    flicker: float = 0.05
    arrivals: float = 0.05
    stay: float = 15.0
    missed: float = 0.0

    @cache  # noqa: B019 - streets are few
    def film(self, seed: int, frames: int = 1280) -> Measured:
        """Straight into sums, so that hundreds of films are made in a second."""
        rng = np.random.default_rng(seed)
        length = frames // PARTS
        sums = np.zeros((PARTS, 3), np.int64)
        occupied = np.zeros(frames, np.bool_)
        objects: list[ObjectSums] = []
        before = int(20 * self.stay)  # so that the film begins in the middle of things
        for start in np.flatnonzero(rng.random(frames + before) < self.arrivals) - before:
            seen = np.arange(max(start, 0), min(start + rng.geometric(1 / self.stay), frames))
            seen = seen[rng.random(len(seen)) >= self.missed]
            if not len(seen):
                continue
            usual = self.mean + self.spread * rng.standard_normal()
            confidences = np.clip(usual + self.flicker * rng.standard_normal(len(seen)), 0.31, 1.0)
            units = np.rint(confidences * CONFIDENCE_UNITS).astype(np.int64)
            low = confidences < 0.6
            np.add.at(sums, seen // length, np.stack([np.ones_like(units), low, units], axis=1))
            occupied[seen] = True
            objects.append(ObjectSums("person", len(seen), int(low.sum()), int(units.sum())))
        empty = (~occupied).reshape(PARTS, length).sum(axis=1)
        parts = tuple(
            Totals(
                FrameCounts(frames=length, empty_frames=int(none)),
                {"person": LabelCounts(detections=int(n), low_confidence=int(low), confidence_sum=int(total))},
            )
            for none, (n, low, total) in zip(empty, sums, strict=True)
        )
        return Measured(parts, tuple(objects))
