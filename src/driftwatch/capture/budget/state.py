"""The budget's counters as text, so that a restart does not hand out a second day's worth."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias, cast

from driftwatch.observation import Moment

Ages: TypeAlias = tuple[tuple[float, int], ...]
"""(seconds ago, amount), oldest first."""


@dataclass(frozen=True, slots=True)
class UsageState:
    """What one reason has used, as it is saved."""

    windows: Mapping[str, Ages]
    """By attribute name."""
    since: float | None
    """Seconds since the last frame, None where there was none."""
    offered: int
    kept: int


@dataclass(frozen=True, slots=True)
class BudgetState:
    """What the whole budget has used, as it is saved."""

    saved: Moment
    """When."""
    boot: str
    """The machine's run in which `saved.monotonic` has a meaning, "" where unknown."""
    all: UsageState
    reasons: Mapping[str, UsageState]
    burst: Ages
    bytes: Ages

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def read_budget_state(text: str) -> BudgetState:
    """Raises ValueError where `text` is not what `to_json` gives."""
    try:
        raw: dict[str, Any] = json.loads(text)
        saved = Moment(float(raw["saved"]["wall"]), float(raw["saved"]["monotonic"]))
        reasons = {str(name): _usage(one) for name, one in raw["reasons"].items()}
        return BudgetState(
            saved, str(raw["boot"]), _usage(raw["all"]), reasons, _ages(raw["burst"]), _ages(raw["bytes"])
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"these are not the counters of a budget: {error}") from error


def elapsed_between(state: BudgetState, at: Moment, boot: str) -> float:
    """Seconds from `state` to `at`, never negative.

    Within one run of the machine the monotonic clock decides, whatever was done to the wall clock. After a reboot only
    the wall clock can: one that was set back counts as no time at all, which keeps the counters full.
    """
    if boot and boot == state.boot:
        return max(0.0, at.monotonic - state.saved.monotonic)
    return max(0.0, at.wall - state.saved.wall)


def _usage(raw: Mapping[str, Any]) -> UsageState:
    since = None if raw["since"] is None else float(raw["since"])
    windows = {str(name): _ages(ages) for name, ages in raw["windows"].items()}
    return UsageState(windows, since, int(raw["offered"]), int(raw["kept"]))


def _ages(raw: Any) -> Ages:
    ages = tuple((float(age), int(amount)) for age, amount in cast("list[list[Any]]", raw))
    if any(not 0 <= age < float("inf") or amount < 0 for age, amount in ages):
        raise ValueError("ages and amounts must not be negative")
    return ages
