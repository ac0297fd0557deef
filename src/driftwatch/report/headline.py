"""The one sentence that says how a model is doing, in words for its owner."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Literal

from driftwatch.monitoring.trend.trend import AlertMark, Bucket, Trend, UsualShare

Tone = Literal["calm", "unknown", "doubtful", "bad"]
"""Whether something has to be done: no; nothing is known; look at it; yes."""

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class Headline:
    """What a person reads first. next_step: what to do, "" where nothing has to be done."""

    text: str
    next_step: str
    tone: Tone


def headline(trend: Trend, zone: tzinfo | None = None) -> Headline:
    """zone: of the times in the text; None for the machine's own."""
    state = trend.standing.state
    alert = gravest(trend)
    if state == "stale":
        return Headline(
            f"The camera gives no new picture{_since_last(trend, zone)}.", "Look after the camera.", "doubtful"
        )
    if alert is not None:
        return Headline(*_alarm(alert, zone), "bad" if alert.alert.level == "drift" else "doubtful")
    stretch = stretch_words(trend.start, trend.end)
    if not trend.frames.frames and not trend.total.detections:
        return Headline(
            f"Nothing was looked at in {stretch}.",
            "The vision service looks when it is asked, or by itself with the attribute watch_hz.",
            "unknown",
        )
    if not trend.total.detections:
        return Headline(f"Nothing was detected in the {trend.frames.frames:,} frames of {stretch}.", "", "unknown")
    mean = f"Mean confidence of {stretch}: {trend.total.mean or 0.0:.2f}"
    if state == "learning":
        return Headline(f"Still learning what is usual ({trend.standing.learning}). {mean}.", "", "unknown")
    usual = _usual(trend)
    around = f" (usual: {usual.low:.2f} to {usual.high:.2f})" if usual else ""
    if state == "warning":
        return Headline(f"Close to an alarm. {mean}{around}.", "", "doubtful")
    return Headline(f"As usual. {mean}{around}.", "", "calm")


def gravest(trend: Trend) -> AlertMark | None:
    """The active alert that a person should hear of first: alarms before warnings, the oldest of equals."""
    active = [mark for mark in trend.alerts if mark.is_active]
    return min(active, key=lambda mark: (mark.alert.level != "drift", mark.alert.raised), default=None)


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".") if text else ""


def moment(seconds: float, zone: tzinfo | None = None) -> str:
    """As in "Tue 3 Nov 14:20". seconds: since 1970."""
    at = datetime.fromtimestamp(seconds, zone)
    return f"{at:%a} {at.day} {at:%b} {at:%H:%M}"


def stretch_words(start: float, end: float) -> str:
    """As in "the last 24 hours"; to the nearest unit."""
    hours = (end - start) / _HOUR
    for unit, length, least in (("week", 7 * 24, 13 * 24), ("day", 24, 47), ("hour", 1, 1.5)):
        if hours >= least:
            return f"the last {round(hours / length)} {unit}s"
    return "the last hour" if hours > 0.9 else f"the last {max(round(hours * 60), 1)} minutes"


def _alarm(mark: AlertMark, zone: tzinfo | None) -> tuple[str, str]:
    alert = mark.alert
    cause = alert.cause or f"alert {alert.name}"
    return f"{sentence(cause)[:-1]} (since {moment(alert.since, zone)}).", sentence(alert.next_step)


def _since_last(trend: Trend, zone: tzinfo | None) -> str:
    seen = [bucket for bucket in trend.buckets if bucket.frames.frames]
    return f" since {moment(min(seen[-1].start + trend.step, trend.end), zone)}" if seen else ""


def _usual(trend: Trend) -> UsualShare | None:
    """Of all that was detected, each bucket by its detections."""
    known: list[tuple[Bucket, UsualShare]] = [(b, b.usual_mean) for b in trend.buckets if b.usual_mean is not None]
    weight = sum(bucket.sums.detections for bucket, _ in known)
    if not weight:
        return None
    low, high = (
        sum(bucket.sums.detections * getattr(usual, side) for bucket, usual in known) / weight
        for side in ("low", "high")
    )
    return UsualShare(low, high)
