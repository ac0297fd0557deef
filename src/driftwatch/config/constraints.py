"""What a value must satisfy beyond its type.

Written next to the field: `threshold: Annotated[float, Range(0, 1)] = 0.6`.
"""

from collections.abc import Sized
from dataclasses import dataclass
from typing import Any, Protocol


class Constraint(Protocol):
    def problem(self, value: Any) -> str | None:
        """What would be accepted, as in "must be from 0 to 1"; None when `value` is accepted."""
        ...


@dataclass(frozen=True, slots=True)
class Range:
    """A number from `minimum` to `maximum`, both included unless `open_minimum`; None leaves that side open."""

    minimum: float | None = None
    maximum: float | None = None
    open_minimum: bool = False

    def problem(self, value: float) -> str | None:
        low_ok = self.minimum is None or value > self.minimum or (value == self.minimum and not self.open_minimum)
        high_ok = self.maximum is None or value <= self.maximum
        return None if low_ok and high_ok else f"must be {self}"

    def __str__(self) -> str:
        low = f"{'above' if self.open_minimum else 'at least'} {self.minimum:g}" if self.minimum is not None else ""
        high = f"at most {self.maximum:g}" if self.maximum is not None else ""
        return " and ".join(part for part in (low, high) if part)


@dataclass(frozen=True, slots=True)
class Length:
    """A text or list of `minimum` to `maximum` entries."""

    minimum: int = 0
    maximum: int | None = None

    def problem(self, value: Sized) -> str | None:
        if len(value) >= self.minimum and (self.maximum is None or len(value) <= self.maximum):
            return None
        if isinstance(value, str) and self.minimum == 1:
            return "must not be empty"
        of = "characters" if isinstance(value, str) else "entries"
        if self.maximum == self.minimum:
            return f"must have {self.minimum} {of}"
        low = f"at least {self.minimum}" if self.minimum else ""
        high = f"at most {self.maximum}" if self.maximum is not None else ""
        return f"must have {' and '.join(part for part in (low, high) if part)} {of}"


@dataclass(frozen=True, slots=True)
class Name:
    """A text that people read and type again: "Anna " and "Anna" would be two, and nobody would see why."""

    def problem(self, value: str) -> str | None:
        if value == value.strip() and value.isprintable():
            return None
        return "must have no space at its ends, and no line breaks or control characters"
