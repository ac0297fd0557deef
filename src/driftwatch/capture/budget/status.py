"""What is left of a budget, for a person who asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """Of one limit of all reasons together: frames, or megabytes for megabytes_per_day."""

    used: float
    limit: float
    left: float


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """Of one reason in one window, in frames."""

    used: int
    set_aside: int
    """Its share of the limit, which no other reason may take."""
    limit: int | None
    """Its own, None where it has none."""
    left: int
    """What it could still keep now, of its share and of what is for all."""


@dataclass(frozen=True, slots=True)
class BudgetStatus:
    """What is used and left of the budget."""

    limits: dict[str, Allowance]
    """By attribute name."""
    cooldown_seconds_left: float
    """Until any frame may be kept again; of a reason with a cooldown of its own: in `cooldowns`."""
    saved: float
    """Part of what can be saved up of the budget, in [0, 1]: the less, the better a frame must be."""
    samplers: dict[str, dict[str, ShareStatus]]
    """By attribute name."""
    cooldowns: dict[str, float]
