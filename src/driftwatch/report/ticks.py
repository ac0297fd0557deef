"""Where a time axis has its marks, and what is written below them."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

_STEPS: Final = (
    *(timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 60, 120, 180, 360, 720)),
    *(timedelta(days=days) for days in (1, 2, 7, 14, 28, 91, 182)),
)


@dataclass(frozen=True, slots=True)
class Tick:
    """at: seconds since 1970."""

    at: float
    text: str


def ticks(start: float, end: float, most: int, zone: tzinfo | None = None) -> list[Tick]:
    """At most `most` + 1 of them, at full hours and midnights of the place. zone: None for the machine's own."""
    wanted = next((step for step in _STEPS if (end - start) / step.total_seconds() <= most), _STEPS[-1])
    first = datetime.fromtimestamp(start, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if wanted >= timedelta(days=7):
        first -= timedelta(days=first.weekday())
    found: list[Tick] = []
    naive = first.replace(tzinfo=None)
    while True:
        at = naive.replace(tzinfo=first.tzinfo).timestamp() if zone is not None else naive.timestamp()
        if at >= end:
            return found
        if at >= start:
            found.append(Tick(at, _text(naive, wanted)))
        naive += wanted


def _text(at: datetime, step: timedelta) -> str:
    if step >= timedelta(days=1) or not (at.hour or at.minute):
        return f"{at.day} {at:%b}" if step >= timedelta(days=2) else f"{at:%a} {at.day}"
    return f"{at:%H:%M}"
