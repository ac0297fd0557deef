"""What the machine of the pictures answers, in each state that a person may meet: one file for the browser's part."""

from dataclasses import dataclass, field
from typing import Any, Final

from driftwatch import __version__
from driftwatch.commands.review_json import figure_json
from driftwatch.commands.trend_json import trend_json
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.figure import Drop, Figure, Period
from driftwatch.watch.reading_keys import READING_KEYS
from driftwatch.watch.readings import SCHEMA
from driftwatch.watch.statistics_query import utc_text
from tests.web.made_up_frames import Json, frames, kept_json, offer_json, review_json
from tests.web.made_up_trend import CAUSE, FELL, HOUR, NEW, NOW, Course, made_up_trend

SERVICE: Final = "people"
_OFFERED: Final = (4, 7, 5, 1, 6, 2, 3)
_TARGETS: Final = {"person": {"precision": 0.85, "recall": 0.85}, "car": {"precision": 0.8}, "bicycle": {}}
_WEEK: Final = Period(NOW - 3.6 * 24 * HOUR, NOW + 3.4 * 24 * HOUR, is_closed=False)
_COUNTED: Final[Json] = {
    "schema": SCHEMA, "window_seconds": 600.0, "frames": 1200, "failed_frames": 0, "frozen_frames": 0,
    "camera_age_seconds": 0.4, "store_healthy": True, "overlooked_frames": 0, "model_name": NEW.name,
    "model_version": NEW.version, "model_sha8": NEW.sha256[:8],
}  # fmt: skip
_GOOD: Final[Json] = {
    **_COUNTED, "detections": 1740, "low_confidence_detections": 157, "confidence_sum": 1443.0,
    "mean_confidence": 0.829, "low_confidence_rate": 0.09, "reference_mean_confidence": 0.83,
    "precision_estimate": 0.917, "precision_low": 0.89, "precision_high": 0.94, "precision_change_points": -0.3,
    "week_detections": 182_000, "week_right_detections": 166_900.0, "reviews": 214, "reviews_needed": 0,
}  # fmt: skip
_BAD: Final[Json] = {
    **_GOOD, "detections": 1318, "low_confidence_detections": 554, "confidence_sum": 817.0, "mean_confidence": 0.62,
    "low_confidence_rate": 0.42, "precision_estimate": 0.868, "precision_low": 0.83, "precision_high": 0.905,
    "precision_change_points": -5.2, "week_right_detections": 158_000.0, "reviews": 162, "reviews_needed": 38,
    "drift_cause": CAUSE, "drift_next_step": "look at the camera: its picture is darker than usual",
}  # fmt: skip
_LEARNING: Final[Json] = {
    **_COUNTED, "detections": 1702, "low_confidence_detections": 167, "confidence_sum": 1405.0,
    "mean_confidence": 0.826, "low_confidence_rate": 0.098, "learning": "day 3 of 7", "reviews": 0,
}  # fmt: skip
_STALE: Final[Json] = {
    **_GOOD, "camera_age_seconds": 2640.0, "frames": 0, "drift_cause": "the camera gives nothing new",
    "drift_next_step": "look at the camera and its cable",
}  # fmt: skip
_DOUBT: Final = 'every box lies in the upper left quarter: the decoder probably reads "xywh" as "xyxy"'


@dataclass(frozen=True, slots=True)
class MadeUpState:
    """One machine at one moment. course: how its trend went; None before the first frame."""

    state: str
    readings: Json
    course: Course | None
    figures: tuple[Figure, ...] = ()
    drops: dict[str, Drop] = field(default_factory=dict[str, Drop])
    doubt: str = ""


def _figure(
    label: str, precision: tuple[float, float, float], recall: tuple[float, float, float], **more: Any
) -> Figure:
    one, other = Estimate(*precision, effective=90.0), Estimate(*recall, effective=40.0)
    known: dict[str, Any] = {"reviews_needed": 0, "change": -0.003, "change_from": "reviews", **more}
    return Figure(label, _WEEK, one, other, reviews=162, boxes=240, cannot_tell=3, looked=60, **known)


_ALL: Final = _figure("", (0.868, 0.83, 0.905), (0.89, 0.84, 0.93), reviews_needed=38, change=-0.052)
_CAR: Final = _figure("car", (0.93, 0.89, 0.96), (0.88, 0.8, 0.94))
_BICYCLE: Final = _figure("bicycle", (0.86, 0.72, 0.95), (0.79, 0.6, 0.92), reviews_needed=54, change=None)
_PERSON: Final = _figure("person", (0.84, 0.79, 0.885), (0.91, 0.86, 0.95), reviews_needed=38, change=-0.07)
_DROP: Final = Drop(FELL, 0.91, Estimate(0.8, 0.73, 0.86, 60.0), 44)
_WELL: Final = (
    _figure("", (0.917, 0.89, 0.94), (0.92, 0.88, 0.95)),
    _figure("person", (0.92, 0.89, 0.945), (0.93, 0.89, 0.96)),
    _CAR,
    _figure("bicycle", (0.9, 0.83, 0.95), (0.86, 0.77, 0.93)),
)

STATES: Final[dict[str, MadeUpState]] = {
    "good": MadeUpState("ok", _GOOD, Course(24), _WELL),
    "bad": MadeUpState(
        "drift", _BAD, Course(168, "drift", fell=FELL), (_ALL, _PERSON, _CAR, _BICYCLE), {"person": _DROP}
    ),
    "learning": MadeUpState("learning", _LEARNING, Course(168, "learning", learned=False, began=NOW - 51 * HOUR)),
    "stale": MadeUpState("stale", _STALE, Course(24, "stale"), _WELL),
    "doubt": MadeUpState("learning", {**_LEARNING, "reading_doubt": _DOUBT}, Course(24, "learning", learned=False)),
    "empty": MadeUpState("learning", {}, None),
}


def machine_answers() -> Json:
    """By the name of a state: its overview, and its answers by command, or by command and argument."""
    _check()
    pictures = {one.number: one.image for one in frames()}
    shared = {
        "review_next": {
            "frames": [offer_json(frames()[number]) for number in _OFFERED], "left": 38,
            "labels": ["bicycle", "car", "dog", "motorcycle", "person"],
        },
        "review_list": {"reviews": [review_json(one) for one in frames()], "total": 8, "pages": 1},
        **{f"review_image {number}": {"image": image} for number, image in pictures.items()},
    }  # fmt: skip
    return {
        "now_ms": NOW * 1000,
        "service": SERVICE,
        "states": {name: {**shared, **_answers(state)} for name, state in STATES.items()},
    }


def _answers(state: MadeUpState) -> Json:
    camera = {"camera_name": "gate", "state": state.state, "readings": state.readings}
    overview = {
        "schema": 1, "module_version": __version__, "time": utc_text(NOW), "service": SERVICE, "camera_name": "gate",
        "watch_hz": 2, "counts": True, "captures": True, "reviews": True, "compares": bool(state.figures),
        "doubt": state.doubt, "cameras": [camera] if state.course else [], "margin": 0.05, "targets": _TARGETS,
    }  # fmt: skip
    trend = {} if state.course is None else {"trend": trend_json(made_up_trend(state.course))}
    return {
        "overview": overview,
        **trend,
        "review_figures": _figures(state),
        "captured": _captured(state),
        "shadow": _SHADOW,
    }


def _figures(state: MadeUpState) -> Json:
    head = {"camera_name": "gate", "model": NEW.key, "week_start": utc_text(_WEEK.start), "is_closed": False}
    return {
        "rows": [{**head, **figure_json(one, state.drops.get(one.label))} for one in state.figures],
        "reviewers": [],
    }


def _captured(state: MadeUpState) -> Json:
    kept = [kept_json(one) for one in frames()] if state.course else []
    limits = {"per_hour": {"limit": 60, "used": 9}, "per_day": {"limit": 500, "used": 190}}
    judge = {"paused": False, "kept": {"low_confidence": 21, "novel": 6, "random": 8, "unstable_track": 6}}
    head = {"judge": judge, "queue": {"delivered": 212}, "budget": {"limits": limits}, "upload": {"state": "idle"}}
    return {**head, "pages": -(-len(kept) // 20), "waiting": len(kept), "frames": kept, "delivered": []}


_SHADOW: Final[Json] = {
    "camera_name": "gate", "state": "running", "problem": "", "frames": 43_820, "agreement": 0.964,
    "live": {"model_name": "street", "model_version": "v2"},
    "candidate": {"model_name": "street", "model_version": "v3"},
    "verdict": {
        "verdict": "promote", "reviews": 60, "reviews_needed": 0, "better_points": 2.1, "better_points_low": 0.4,
        "better_points_high": 3.8,
    },
    "words": [],
}  # fmt: skip


def _check() -> None:
    """No reading is made up that the module does not give."""
    known = {one.name for one in READING_KEYS}
    for name, state in STATES.items():
        assert not set(state.readings) - known, (name, set(state.readings) - known)
