"""Minutes made by hand, and detectors run over them."""

from collections.abc import Iterable

from benchmarks.drift.simulator import FIRST_MINUTE
from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.reference import Reference
from tests.monitoring.streams import DAY, minute

NOON = FIRST_MINUTE + 14 * DAY * 60 + 43_200


def figures(
    count: int, labels: dict[str, tuple[int, int, float]], *, after: int = 0, frames: int = 60
) -> list[MinuteFigures]:
    """`count` equal minutes from noon on, `after` minutes later. labels: to detections, low confidence and mean."""
    return [
        MinuteFigures.of(minute(NOON + 60 * index, 0.0, labels, frames=frames).rollup, 60.0 * index)
        for index in range(after, after + count)
    ]


def run(detector: Detector, minutes: Iterable[MinuteFigures], known: Reference | None = None) -> list[float]:
    return [detector.update(one, known) for one in minutes]


def first_alarm(scores: Iterable[float]) -> int | None:
    """Minutes until the score is above 1."""
    return next((index for index, score in enumerate(scores, 1) if score > 1), None)
