"""Reviews as JSON: the body of what the store keeps of each."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from driftwatch.quality.review import BODY_VERSION, JudgedBox, MissedObject, Review, ReviewedFrame, Verdict
from driftwatch.watch.reviews.pooled import read_alone, read_detection, read_draw


def review_to_json(review: Review) -> str:
    return json.dumps(asdict(review), allow_nan=False)


def review_from_json(text: str) -> Review:
    """Raises ValueError where `text` is not what `review_to_json` gives, or of a later version."""
    try:
        raw: dict[str, Any] = json.loads(text)
        version = int(raw["body_version"])
        if version > BODY_VERSION:
            raise ValueError(f"this review is of version {version}, which a later module wrote")
        return Review(
            id=str(raw["id"]),
            frame=_frame(raw["frame"]),
            boxes=tuple(_box(one) for one in raw["boxes"]),
            missed=tuple(MissedObject(float(m["x"]), float(m["y"]), str(m["label"])) for m in raw["missed"]),
            looked_for_misses=bool(raw["looked_for_misses"]),
            reviewer=str(raw["reviewer"]),
            shown_at=float(raw["shown_at"]),
            done_at=float(raw["done_at"]),
            blind_repeat_of=str(raw["blind_repeat_of"]),
            is_skipped=bool(raw["is_skipped"]),
            is_undone=bool(raw["is_undone"]),
            body_version=version,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not a review: {error}") from error


def _frame(raw: Mapping[str, Any]) -> ReviewedFrame:
    draw = raw["draw"]
    return ReviewedFrame(
        frame_id=str(raw["frame_id"]),
        captured=float(raw["captured"]),
        camera=str(raw["camera"]),
        model=str(raw["model"]),
        threshold=float(raw["threshold"]),
        draw=None if draw is None else read_draw(draw),
        why=str(raw["why"]),
        candidate=str(raw.get("candidate", "")),
    )


def _box(raw: Mapping[str, Any]) -> JudgedBox:
    judged = bool(raw["is_served"]), Verdict(raw["verdict"]), str(raw["true_label"])
    return JudgedBox(read_detection(raw["detection"]), *judged, read_alone(raw.get("alone", "")))
