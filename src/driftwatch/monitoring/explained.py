"""Makes an alert of what a detector found: why it is so, and what to do first."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from driftwatch.monitoring.alerts import Alert
from driftwatch.monitoring.detectors.detector import Detector
from driftwatch.monitoring.detectors.picture import Picture
from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from driftwatch.monitoring.scene.explain import ModelAlert, SceneView, explain


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known when an alert is raised."""

    now: float
    """Running seconds."""
    view: SceneView
    """Of the pictures."""
    smallest_detectable_drop: float | None
    """Of mean confidence, None without a reference."""
    time_of_day: Callable[[float], str]
    """Of a wall clock, in words."""


def explained(detector: Detector, score: float, wall: float, known: Circumstances) -> Alert:
    """wall: now, seconds since 1970."""
    finding = detector.explain()
    since = min(finding.since, wall)
    plain = Alert(
        name=detector.name,
        cause=finding.cause,
        since=since,
        raised=wall,
        distance=finding.distance,
        score=score,
        labels=finding.labels,
        smallest_detectable_drop=known.smallest_detectable_drop,
        level=detector.level,
        why="scene",
    )
    if isinstance(detector, Picture):
        return replace(plain, next_step=detector.next_step)
    if isinstance(detector, SlowDrift):
        # What is usual of the picture has been learned again since; the first month is not that.
        slow = detector.reason
        return replace(plain, why=slow.why, reason=slow.words, next_step=slow.step)
    alert = ModelAlert(finding.cause, known.now - (wall - since), finding.labels)
    reason = explain(known.view, alert, lambda at: known.time_of_day(wall - (known.now - at)))
    # That nothing is known of the picture is said by `why`, and is no news.
    labels = f" ({', '.join(finding.labels)})" if finding.labels else ""
    words = reason.sentence.removeprefix(finding.cause).removeprefix(labels).removeprefix("; ")
    said = known.view.measured and known.view.ready
    return replace(plain, why=reason.why, reason=words if said else "", next_step=reason.step)
