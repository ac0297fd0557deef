"""Why a model may have changed slowly, as far as the pictures of the first month and of now say it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from driftwatch.monitoring.scene.explain import Why
from driftwatch.monitoring.usual.slow_shift import SlowShift

_LESS = ("darker", "lower in contrast", "less sharp")
_MORE = ("brighter", "higher in contrast", "sharper")
_NOTICED = 0.1
"""Of the logarithm of a figure of the picture, about a tenth."""


@dataclass(frozen=True, slots=True)
class SlowReason:
    """Why, that in words, and the one thing to do first."""

    why: Why
    words: str
    step: str


def slow_reason(found: SlowShift) -> SlowReason:
    """What the figures of the picture say about a change that was found."""
    look = f" with {found.label}" if found.label else ""
    review, clean = f"review 50 frames{look}", "clean the lens and look at the lamps"
    if not found.picture:
        words = "no images are measured, so the season and the lens are not known"
        return SlowReason("unknown", words, f"look at the lens and the lamps, then {review}")
    season = f"{clean}; accept if it is the season"
    if any(found.left):
        left = [away if gone else 0.0 for away, gone in zip(found.picture, found.left, strict=True)]
        return SlowReason("scene", f"the picture is {_in_words(left)} than on any day of that month", season)
    noticed = _in_words([away if abs(away) > _NOTICED else 0.0 for away in found.picture])
    if found.is_explained:
        of_what = f"the picture, {noticed} than in that month on average," if noticed else "the light"
        return SlowReason("scene", f"{of_what} explains it as it did then", season)
    if not found.is_clear:
        words = "much of it is in light that the month did not have"
        return SlowReason("scene", words, f"accept if it is the season; else {review}")
    if noticed:
        words = f"the picture is {noticed} than in that month on average, but such pictures did not do this then"
        return SlowReason("model", words, f"{clean}, then {review}")
    words = "the picture is as it was then, so it is the model or what it is shown"
    return SlowReason("model", words, f"{review}, then accept or retrain")


def _in_words(picture: Sequence[float]) -> str:
    """Such as "12% darker and 30% less sharp"; "" where all are 0."""
    parts: list[str] = []
    for away, less, more in zip(picture, _LESS, _MORE, strict=True):
        if away:
            percent = round(100 * abs(math.expm1(away)))
            parts.append(f"{percent}% {less if away < 0 else more}")
    return ", ".join([*parts[:-2], " and ".join(parts[-2:])])
