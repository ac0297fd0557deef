"""Why a model may have changed slowly, as far as the pictures of the first month and of now say it."""

import math
from dataclasses import dataclass

from driftwatch.monitoring.scene.explain import Why
from driftwatch.monitoring.usual.slow_shift import SlowShift

_LESS = ("darker", "of less contrast", "less sharp")
_MORE = ("brighter", "of more contrast", "sharper")


@dataclass(frozen=True, slots=True)
class SlowReason:
    """Why, that in words, and the one thing to do first."""

    why: Why
    words: str
    step: str


def slow_reason(found: SlowShift) -> SlowReason:
    """What the figures of the picture say about a change that was found."""
    look = f" with {found.label}" if found.label else ""
    if not found.picture:
        words = "no images are measured, so the season and the lens are not known"
        return SlowReason("unknown", words, f"look at the lens and the lamps, then review 50 frames{look}")
    if any(found.picture):
        words = f"the picture is {_in_words(found.picture)} than on any day of that month"
        return SlowReason("scene", words, "clean the lens and look at the lamps; accept if it is the season")
    if found.is_explained:
        words = "the light explains it as it did in that month"
        return SlowReason("scene", words, "clean the lens and look at the lamps; accept if it is the season")
    if not found.is_clear:
        words = "much of it is in light that the month did not have"
        return SlowReason("scene", words, f"accept if it is the season; else review 50 frames{look}")
    words = "the picture is as it was then, so it is the model or what it is shown"
    return SlowReason("model", words, f"review 50 frames{look}, then accept or retrain")


def _in_words(picture: tuple[float, ...]) -> str:
    """Such as "12% darker and 30% less sharp"."""
    parts: list[str] = []
    for away, less, more in zip(picture, _LESS, _MORE, strict=True):
        if away:
            percent = round(100 * abs(math.expm1(away)))
            word = less if away < 0 else more
            parts.append(f"{percent}% {word}")
    return " and ".join(parts) if len(parts) < 3 else f"{parts[0]}, {parts[1]} and {parts[2]}"
