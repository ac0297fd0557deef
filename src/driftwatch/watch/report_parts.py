"""What reports say of reviews, of kept frames and of the store, out of what the watch knows."""

from collections.abc import Iterable, Mapping
from typing import Final

from driftwatch.quality.settings import Target
from driftwatch.report.story import Quality
from driftwatch.storage.health import StoreHealth
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.reviews.board import CameraFigures

_WINDOWS: Final = {"per_hour": "frames of this hour", "per_day": "frames of today", "megabytes_per_day": "MB of today"}
"""Of the budget: limits over at least an hour. Those of a minute are nearly always used up and say nothing."""


def quality_of(
    groups: Iterable[CameraFigures], model: str, targets: Mapping[str, Target] | None = None
) -> Quality | None:
    """groups: of one camera and week. model: key of the one that runs; None where none of its frames was reviewed."""
    for group in groups:
        if group.model == model and group.figures:
            return Quality({one.label: one for one in group.figures}, group.drops, targets or {})
    return None


def kept_words(hard_frames: HardFrames | None, camera: str) -> Mapping[str, str]:
    """What waits, and how much of the budget that keeps frames is used; of the limit of which most is."""
    if hard_frames is None:
        return {"Hard frames": "none are kept; the attribute capture does"}
    room = f"{hard_frames.fills:.0%} of the room is taken"
    words = {"Hard frames": f"{hard_frames.count(camera)} of this camera wait; {room}"}
    limits = hard_frames.status().judge.budget.limits
    known = [(limits[name], what) for name, what in _WINDOWS.items() if name in limits and limits[name].limit > 0]
    if known:
        most, what = max(known, key=lambda one: one[0].used / one[0].limit)
        words["Budget of capture"] = f"{most.used:,.0f} of {most.limit:,.0f} {what} ({most.used / most.limit:.0%})"
    return words


def store_words(health: StoreHealth) -> Mapping[str, str]:
    """Whether what is counted reaches the disk."""
    if health.path is None:
        return {"Store": f"in memory only{_because(health.reason)}"}
    return {"Store": "healthy" if health.healthy else f"not healthy{_because(health.reason)}"}


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
