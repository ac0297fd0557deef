"""How sure the model was in the first month, hour by hour, and how far its days lay from that by themselves."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.kinds import KINDS
from driftwatch.monitoring.usual.light import FIGURES, NO_LIGHT, Light, learn_light
from driftwatch.monitoring.usual.month_rows import MonthRows

Floats = NDArray[np.float64]

RECENT_DAYS: Final = 10
"""Good days that are held against the month."""
_GUESSED_DEVIATION = 0.02
_GUESSED_DAYS = 4.0
"""Of the deviation of a day, and how many days that guess counts for."""
_GUESSED_NEARNESS = 0.3
_NEARNESS_DAYS = 14.0
"""Of the correlation of a day with the next, as weather comes in regimes of days; and how many days it counts for."""
_NEAREST = 0.8
_LEAST_MASS = 0.5
_LEAST_SHARE = 0.3
_UNKNOWN = -1.0
_PICTURES = ((0, 0, 0, 0), (HOURS_A_DAY * FIGURES, FIGURES, FIGURES, FIGURES))
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class DayScatter:
    """How days of the month lay about their profile, with or without what the light explains."""

    middle: float
    """Mean of them."""
    variance: float
    """Of a usual day's mean confidence."""
    days: float
    """How many independent days they were worth."""
    together: float
    """Days that say as much as one independent one."""
    farthest: float
    """That ten days in a row lay from the middle."""

    def error(self, days: float) -> float:
        """Standard deviation of the mean of so much of a usual day more, held against the month's."""
        return float(np.sqrt(self.variance * (1.0 / self.days + self.together / max(days, 1e-9))))

    @property
    def freedom(self) -> int:
        """Degrees of freedom that `variance` has."""
        return max(int(self.days + _GUESSED_DAYS) - 1, 2)


@dataclass(frozen=True, slots=True)
class MonthLevel:
    """Of all labels, or of one."""

    often: float
    """As in LevelRows."""
    profile: tuple[float, ...]
    """Mean confidence by kind of day and hour (3 x 24), in usual light; -1 where nothing is known."""
    usual: tuple[float, ...]
    """Figures of the picture by hour (24 x 3), as in usual.light; empty where no pictures were measured."""
    lowest: tuple[float, ...]
    """How far they went from that; as in Light."""
    highest: tuple[float, ...]
    """See lowest."""
    slopes: tuple[float, ...]
    """As in Light."""
    weight: float
    """How much evidence a day of the month held."""
    lit: DayScatter
    """Without what the light explains."""
    plain: DayScatter
    """With it."""

    def __post_init__(self) -> None:
        pictures = (len(self.usual), len(self.lowest), len(self.highest), len(self.slopes))
        if len(self.profile) != KINDS * HOURS_A_DAY or pictures not in _PICTURES:
            raise ValueError("not the level of a month: its parts have other lengths")

    @property
    def light(self) -> Light:
        if not self.usual:
            return NO_LIGHT
        usual = np.array(self.usual).reshape(HOURS_A_DAY, FIGURES)
        return Light(usual, np.array(self.lowest), np.array(self.highest), np.array(self.slopes))

    @property
    def is_explained(self) -> bool:
        """Whether the light explains any of it."""
        return any(self.slopes)

    def weights(self, month: MonthRows, kinds: NDArray[np.int64]) -> Floats:
        """(D, 24) how much the mean of each hour counts; 0 in hours of which the month knows nothing."""
        return np.where(self._profile(kinds) >= 0, month.weights, 0.0)

    def days_off(self, month: MonthRows, kinds: NDArray[np.int64]) -> "DaysOff":
        """How far days lie off the profile. month: their rows, with `often`. kinds: (D,)."""
        light, hours = self.light, np.tile(np.arange(HOURS_A_DAY), len(kinds))
        figures = month.figures.reshape(-1, FIGURES)
        shape = month.rows.counts.shape
        return _off(
            month.rows.means - self._profile(kinds),
            light.explains(figures, hours).reshape(shape),
            light.unseen(figures, hours).reshape(shape),
            self.weights(month, kinds),
        )

    def _profile(self, kinds: NDArray[np.int64]) -> Floats:
        """(D, 24) of days of these kinds."""
        of_kind: Floats = np.array(self.profile).reshape(KINDS, HOURS_A_DAY)[kinds]
        return of_kind


@dataclass(frozen=True, slots=True)
class DaysOff:
    """lit, plain: (D,) how far days lie off their profile, without and with what their light explains.

    weights: (D,) how much evidence each holds. unseen: (D,) share of it in light that the month never had.
    """

    lit: Floats
    plain: Floats
    weights: Floats
    unseen: Floats


def learn_month_level(month: MonthRows, kinds: NDArray[np.int64]) -> MonthLevel | None:
    """From the days of the month. kinds: (D,). None where they hold next to nothing."""
    means, weights = month.rows.means, month.weights
    learned = learn_light(month.figures, means, weights, kinds)
    measured = bool(np.isfinite(learned.light.lowest).all())
    hours = np.tile(np.arange(HOURS_A_DAY), len(kinds))
    explained = learned.light.explains(month.figures.reshape(-1, FIGURES), hours).reshape(means.shape)
    profile = np.full((KINDS, HOURS_A_DAY), _UNKNOWN)
    for kind in range(KINDS):
        own = kinds == kind
        mass = weights[own].sum(axis=0)
        if own.sum() >= 2:
            total = (weights[own] * (means - explained)[own]).sum(axis=0)
            np.divide(total, mass, out=profile[kind], where=mass > _LEAST_MASS)
    off = _off(
        means - profile[kinds],
        explained,
        np.zeros(means.shape, np.bool_),
        np.where(profile[kinds] >= 0, weights, 0.0),
    )
    if not off.weights.any():
        return None
    lit, plain = (_scatter(values, off.weights, len(set(kinds.tolist()))) for values in (off.lit, off.plain))
    return MonthLevel(
        often=month.rows.often,
        profile=_rounded(profile),
        usual=_rounded(learned.light.usual) if measured else (),
        lowest=_rounded(learned.light.lowest) if measured else (),
        highest=_rounded(learned.light.highest) if measured else (),
        slopes=_rounded(learned.light.slopes) if measured else (),
        weight=float(off.weights.mean()),
        lit=lit,
        plain=plain,
    )


def _off(away: Floats, explained: Floats, unseen: NDArray[np.bool_], weights: Floats) -> DaysOff:
    total = weights.sum(axis=1)

    def mean(values: Floats) -> Floats:
        return np.divide((weights * values).sum(axis=1), total, out=np.zeros(len(total)), where=total > 0)

    return DaysOff(mean(away - explained), mean(away), total, mean(unseen.astype(np.float64)))


def _scatter(off: Floats, weights: Floats, kinds: int) -> DayScatter:
    """Days count by the evidence they hold, and few of them are drawn towards a guess (shrinkage)."""
    shares = weights / weights.mean()
    middle = float((shares * off).sum() / shares.sum())
    rest = off - middle
    squares = float((shares * rest**2).sum())
    variance = (squares + _GUESSED_DAYS * _GUESSED_DEVIATION**2) / (max(len(off) - kinds, 1) + _GUESSED_DAYS)
    scaled = np.sqrt(shares) * rest
    nearness = float((scaled[1:] * scaled[:-1]).sum()) / squares if squares > 0 else 0.0
    days = len(off)
    nearness = (days * nearness + _NEARNESS_DAYS * _GUESSED_NEARNESS) / (days + _NEARNESS_DAYS)
    nearness = min(max(nearness, 0.0), _NEAREST)
    together = (1 + nearness) / (1 - nearness)
    return DayScatter(middle, variance, evidence(shares) / together, together, _farthest(rest, shares))


def evidence(shares: Floats) -> float:
    """How many usual days (D,) days are worth that hold these shares of a usual day's evidence."""
    squares = float((shares**2).sum())
    return min(float(shares.sum()), float(shares.sum()) ** 2 / squares) if squares > 0 else 0.0


def _farthest(rest: Floats, shares: Floats) -> float:
    """How far the mean of ten days in a row went."""
    farthest = 0.0
    for start in range(len(rest) - RECENT_DAYS + 1):
        part = slice(start, start + RECENT_DAYS)
        if shares[part].sum() >= _LEAST_SHARE * RECENT_DAYS:
            farthest = max(farthest, abs(float((shares[part] * rest[part]).sum() / shares[part].sum())))
    return farthest


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(np.round(values, _DIGITS).ravel().tolist())
