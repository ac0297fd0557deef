"""What the loop needs of the world: configs of machines that may be changed, and what the machines report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from driftwatch.errors import DriftwatchError

Config: TypeAlias = Mapping[str, Any]


class AppError(DriftwatchError):
    """A call to the app was refused, or it is not known whether it was done.

    in_doubt: it may have been done.
    """

    def __init__(self, text: str, in_doubt: bool = True) -> None:
        super().__init__(text)
        self.in_doubt = in_doubt


@dataclass(frozen=True, slots=True)
class PartConfig:
    """One machine's config as the app has it. last_update: an opaque text that changes with it."""

    part: str
    name: str
    config: Config
    last_update: str


@dataclass(frozen=True, slots=True)
class FragmentConfig:
    """One revision of a fragment. last_update: as of a part. unpinned: machines that take the newest revision."""

    fragment: str
    name: str
    config: Config
    last_update: str
    revision: str
    unpinned: int = 0


@dataclass(frozen=True, slots=True)
class MachineReport:
    """One window of readings of one machine. at: when it was received, seconds since 1970."""

    part: str
    at: float
    readings: Mapping[str, Any]


class FleetApp(Protocol):
    """Raises AppError."""

    async def has_version(self, package: str, version: str) -> bool:
        """Whether the registry holds that version of a model, "organization/name"."""
        ...

    async def part(self, part: str) -> PartConfig: ...

    async def update_part(self, before: PartConfig, config: Config) -> None:
        """Replaces the config; refused where it is no longer as in `before`."""
        ...

    async def fragment(self, fragment: str, revision: str) -> FragmentConfig:
        """revision: "" for the newest."""
        ...

    async def update_fragment(self, before: FragmentConfig, config: Config) -> str:
        """Adds a revision, and gives it; refused where the newest is no longer as in `before`."""
        ...


class FleetReports(Protocol):
    """Raises AppError."""

    async def since(self, at: float) -> tuple[MachineReport, ...]:
        """Windows received at or after `at`, the oldest first."""
        ...
