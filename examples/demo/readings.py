"""What the demo shows of the drift sensor's readings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STATES = ("learning", "ok", "warning", "drift", "stale camera")  # by drift_code


@dataclass(frozen=True, slots=True)
class Readings:
    """Of the sensor's window up to now. Rates and confidences are from 0 to 1; what is not known yet is None.

    seconds: how long the window is. alarm: whether an alert is active. minutes: for how long. score: the alarm is
    raised at 1.
    """

    seconds: float
    frames: int
    mean_confidence: float | None
    low_confidence_rate: float | None
    alarm: bool
    state: str
    score: float | None
    cause: str
    minutes: float | None


def from_sensor(values: Mapping[str, Any]) -> Readings:
    """From the readings as the sensor gives them, in which what is not known is absent and numbers are floats."""
    return Readings(
        seconds=values.get("window_seconds", 0.0),
        frames=int(values.get("frames", 0)),
        mean_confidence=values.get("mean_confidence"),
        low_confidence_rate=values.get("low_confidence_rate"),
        alarm=bool(values["drift"]),
        state=STATES[int(values["drift_code"])],
        score=values.get("drift_score"),
        cause=values.get("drift_cause", ""),
        minutes=values.get("drift_minutes"),
    )


def in_words(readings: Readings) -> str:
    """What was counted, in a line."""
    if readings.mean_confidence is None or readings.low_confidence_rate is None:
        return f"{readings.frames} frames, nothing detected yet"
    return (
        f"{readings.frames} frames in {readings.seconds:.0f} s, mean confidence {readings.mean_confidence:.2f}, "
        f"low-confidence rate {readings.low_confidence_rate:.1%}"
    )
