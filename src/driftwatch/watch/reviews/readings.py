"""What the drift sensor says of precision and recall, as far as reviews prove them."""

from typing import Any

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.watch.reading_key import ReadingKey
from driftwatch.watch.reviews.board import CameraFigures

REVIEW_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey("precision_estimate", "0 to 1", "share of the served boxes of this week that are right, from reviews"),
    ReadingKey("precision_low", "0 to 1", "lower end of its 95% interval"),
    ReadingKey("precision_high", "0 to 1", "upper end of its 95% interval"),
    ReadingKey("precision_change_points", "points", "percentage points above (below: negative) the reference"),
    ReadingKey("recall_estimate", "0 to 1", "share of the objects that a person sees that were found, from reviews"),
    ReadingKey("recall_low", "0 to 1", "lower end of its 95% interval"),
    ReadingKey("recall_high", "0 to 1", "upper end of its 95% interval"),
    ReadingKey("reviews", "frames", "frames of this week that people have judged; only with review"),
    ReadingKey("reviews_needed", "frames", "so many more settle the precision to the margin; absent: unknown"),
    ReadingKey("week_detections", "detections", "served boxes of this week; adds up over a fleet, each machine once"),
    ReadingKey("week_right_detections", "detections", "precision_estimate of them; divide sums by sums over a fleet"),
    ReadingKey("candidate_for_retraining", "", "labels that dropped or lie below their target; absent: none"),
)


def review_readings(standing: CameraFigures | None) -> dict[str, Any]:
    """None stands for what is not known; nothing where nobody reviews."""
    if standing is None:
        return {}
    overall = standing.overall
    precision = overall.precision if overall else None
    return {
        **_ends("precision", precision),
        "precision_change_points": round(100 * overall.change, 2) if overall and overall.change is not None else None,
        **_ends("recall", overall.recall if overall else None),
        "reviews": standing.reviews,
        "reviews_needed": overall.reviews_needed if overall else None,
        "week_detections": standing.served,
        "week_right_detections": None if precision is None else round(precision.value * standing.served),
        "candidate_for_retraining": ", ".join(standing.candidates) or None,
    }


def _ends(name: str, estimate: Estimate | None) -> dict[str, Any]:
    if estimate is None:
        return {}
    return {
        f"{name}_estimate": round(estimate.value, 5),
        f"{name}_low": round(estimate.low, 5),
        f"{name}_high": round(estimate.high, 5),
    }
