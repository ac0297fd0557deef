"""What the store says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from driftwatch.errors import DriftwatchError


class StoreError(DriftwatchError):
    """The store could not answer."""


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """How the statistics file is doing."""

    healthy: bool
    """What is recorded reaches the disk."""
    path: Path | None
    """Of the file, None in memory only."""
    reason: str
    """Why it is not healthy, "" when it is."""
    waiting: int = 0
    """Minutes and samples that are not on disk yet."""
    dropped: int = 0
    """Those given up because too many waited."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for the owner's log."""

    severity: Literal["info", "warning"]
    text: str


Notify: TypeAlias = Callable[[Notice], None]
"""Takes lines for the owner's log, from any thread."""
