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
    """healthy: what is recorded reaches the disk. path: of the file, None in memory only.

    reason: why it is not healthy, "" when it is. waiting: minutes and samples that are not on disk yet.
    dropped: those given up because too many waited.
    """

    healthy: bool
    path: Path | None
    reason: str
    waiting: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for the owner's log."""

    severity: Literal["info", "warning"]
    text: str


Notify: TypeAlias = Callable[[Notice], None]
"""Takes lines for the owner's log, from any thread."""
