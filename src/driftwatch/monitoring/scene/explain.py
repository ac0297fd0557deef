"""Why and what next: does the scene explain an alert of the model, or is it the model itself?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from driftwatch.monitoring.scene.findings import SceneFinding

Why = Literal["scene", "model", "unknown"]
_TOGETHER: Final = 2 * 3600.0
"""Seconds within which two things that begin count as begun at the same time."""


@dataclass(frozen=True, slots=True)
class SceneView:
    """What is known of the pictures of a stream."""

    measured: bool
    """Whether images were measured lately; they are not where a model gets raw pixels."""
    ready: bool
    """Whether a day of them was learned."""
    findings: tuple[SceneFinding, ...] = ()
    """The active ones, the gravest first."""
    looked: bool = True
    """Whether the last measured images came with thumbnails; minutes out of the store have none."""


@dataclass(frozen=True, slots=True)
class ModelAlert:
    """An alert of the model, as far as the scene can explain it."""

    what: str
    """In a few words, such as "confidence fell by 0.12"."""
    since: float
    """Running seconds."""
    labels: Sequence[str] = ()
    """Those it concerns most."""
    review: int = 50
    """Frames that a person should look at to know."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an alert was raised: the scene or the model."""

    why: Why
    """Where the cause lies."""
    sentence: str
    """For a person."""
    step: str
    """The one thing to do next."""


def explain(scene: SceneView, alert: ModelAlert, clock: Callable[[float], str]) -> Explanation:
    """clock: the time of day, as a person reads it, of an instant in running seconds."""
    symptom = alert.what + (f" ({', '.join(alert.labels)})" if alert.labels else "")
    review = f"review {alert.review} frames" + (f" with {alert.labels[0]}" if alert.labels else "")
    if not scene.measured:
        return Explanation("unknown", f"{symptom}; no images are measured, so the scene is not known", review)
    if not scene.ready:
        return Explanation("unknown", f"{symptom}; what the picture usually is has not been learned yet", review)
    if not scene.findings and not scene.looked:
        sentence = (
            f"{symptom}; brightness, contrast and sharpness are as usual; "
            "whether the camera was moved or covered is not known of these minutes"
        )
        return Explanation("unknown", sentence, review)
    if not scene.findings:
        sentence = f"{symptom}; the picture is as usual, so it is the model or what it is shown"
        return Explanation("model", sentence, f"{review}, then accept or retrain")
    finding = scene.findings[0]
    began = f"{finding.words} since {clock(finding.since)}"
    if finding.since - alert.since > _TOGETHER:
        sentence = f"{symptom}; it began before the scene changed ({began}), so the scene alone does not explain it"
        return Explanation("model", sentence, review)
    when = "at the same time" if alert.since - finding.since <= _TOGETHER else "before"
    return Explanation("scene", f"{symptom}; the scene changed {when}: {began}", finding.step)
