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
    """Of one reason in one window, in frames.

    set_aside: its share of the limit, which no other reason may take. limit: its own, None where it has none.
    left: what it could still keep now, of its share and of what is for all.
    """

    used: int
    set_aside: int
    limit: int | None
    left: int


@dataclass(frozen=True, slots=True)
class BudgetStatus:
    """limits, samplers: by attribute name. cooldown_seconds_left: until any frame may be kept again; of a reason with a
    cooldown of its own: in `cooldowns`.

    saved: part of what can be saved up of the budget, in [0, 1]: the less, the better a frame must be.
    """

    limits: dict[str, Allowance]
    cooldown_seconds_left: float
    saved: float
    samplers: dict[str, dict[str, ShareStatus]]
    cooldowns: dict[str, float]
