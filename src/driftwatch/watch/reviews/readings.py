"""What the drift sensor says of precision and recall, as far as reviews prove them."""

from typing import Any

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.verdicts.candidate import Bounds
from driftwatch.watch.reviews.board import CameraFigures
from driftwatch.watch.reviews.candidate_standing import CandidateStanding
from driftwatch.watch.reviews.unlabelled import Unlabelled


def review_readings(standing: CameraFigures | None) -> dict[str, Any]:
    """None stands for what is not known; nothing where nobody reviews."""
    if standing is None:
        return {}
    overall = standing.overall
    precision = overall.precision if overall else None
    return {
        **_ends("precision", precision),
        **_without_labels(standing.unlabelled),
        "precision_change_points": round(100 * overall.change, 2) if overall and overall.change is not None else None,
        **_ends("recall", overall.recall if overall else None),
        "reviews": standing.reviews,
        "reviews_needed": overall.reviews_needed if overall else None,
        "week_detections": standing.served,
        "week_right_detections": None if precision is None else round(precision.value * standing.served),
        "candidate_for_retraining": ", ".join(standing.candidates) or None,
    }


def _without_labels(unlabelled: Unlabelled | None) -> dict[str, Any]:
    """Nothing where it is withheld."""
    if not isinstance(unlabelled, Estimate):
        return {}
    return {
        "precision_without_labels": round(unlabelled.value, 5),
        "precision_without_labels_low": round(unlabelled.low, 5),
        "precision_without_labels_high": round(unlabelled.high, 5),
    }


def verdict_readings(standing: CandidateStanding | None) -> dict[str, Any]:
    """Whether the candidate is better; nothing where nobody can say."""
    if standing is None:
        return {}
    result = standing.result
    return {
        "shadow_verdict": standing.verdict.value,
        "shadow_reviews": standing.reviews,
        "shadow_reviews_needed": standing.reviews_needed,
        **_points("better", result and result.better),
        **_points("precision", result and result.precision),
    }


def _points(name: str, bounds: Bounds | None) -> dict[str, Any]:
    if bounds is None:
        return {}
    return {
        f"shadow_{name}_points": round(100 * bounds.value, 3),
        f"shadow_{name}_points_low": round(100 * bounds.low, 3),
        f"shadow_{name}_points_high": round(100 * bounds.high, 3),
    }


def _ends(name: str, estimate: Estimate | None) -> dict[str, Any]:
    if estimate is None:
        return {}
    return {
        f"{name}_estimate": round(estimate.value, 5),
        f"{name}_low": round(estimate.low, 5),
        f"{name}_high": round(estimate.high, 5),
    }
