"""What reports say of reviews and of the store, out of what the watch knows."""

from collections.abc import Iterable, Mapping

from driftwatch.report.story import Quality
from driftwatch.storage.health import StoreHealth
from driftwatch.watch.reviews.board import CameraFigures


def quality_of(groups: Iterable[CameraFigures], model: str) -> Quality | None:
    """groups: of one camera and week. model: key of the one that runs; None where none of its frames was reviewed."""
    for group in groups:
        if group.model == model and group.figures:
            return Quality({one.label: one for one in group.figures}, group.drops)
    return None


def store_words(health: StoreHealth) -> Mapping[str, str]:
    """Whether what is counted reaches the disk."""
    if health.path is None:
        return {"Store": f"in memory only{_because(health.reason)}"}
    return {"Store": "healthy" if health.healthy else f"not healthy{_because(health.reason)}"}


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
