"""How much frames of each stratum scattered in earlier reviews: what Neyman's shares are made of."""

from collections import defaultdict
from collections.abc import Sequence

from driftwatch.quality.estimates.calibration import Calibration
from driftwatch.quality.estimates.frames import served, weigh
from driftwatch.quality.review import Review, Verdict
from driftwatch.quality.sampling.shares import Spread
from driftwatch.quality.totals import bin_of


def spreads(reviews: Sequence[Review], calibration: Calibration) -> dict[str, Spread]:
    """By stratum: reviews, and the mean square of (boxes right, less those expected, less objects missed)."""
    chances = calibration.of_bins()
    squares: dict[str, list[float]] = defaultdict(list)
    for one in weigh(reviews):
        boxes = served(one.review, "")
        error = sum((box.verdict is Verdict.RIGHT) - chances[bin_of(box.detection.confidence)] for box in boxes)
        assert one.review.frame.draw is not None
        squares[one.review.frame.draw.stratum].append((float(error) - len(one.review.missed)) ** 2)
    return {name: Spread(len(values), sum(values) / len(values)) for name, values in squares.items()}
