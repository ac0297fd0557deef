"""What the drift sensor says of precision and recall, as far as reviews prove them."""

from typing import Any

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.watch.reviews.board import CameraFigures


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
