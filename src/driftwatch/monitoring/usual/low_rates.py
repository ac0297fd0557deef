"""How large the share of low confidence usually is through the day, and how far that scatters from day to day."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.distributions import student_t
from driftwatch.monitoring.usual.scatter import daily_largest, rare

Floats = NDArray[np.float64]

_LEAST_DETECTIONS: Final = 20.0
_LEAST_SPREAD: Final = 0.02
_ONE_IN: Final = 0.05
_LEAST_OBJECTS: Final = 8.0
_MARGIN: Final = 1.1
_ONCE_IN_DAYS: Final = 1 / 30


@dataclass(frozen=True, slots=True)
class LowRates:
    """rate: (K, 24) by kind of day and hour; NaN where nothing is known.

    spread: (K,) half the width that holds 19 of 20 rates of whole hours.
    """

    rate: Floats
    spread: Floats


def learn_low_rates(low: Floats, detections: Floats, kinds: NDArray[np.int64], count: int) -> LowRates:
    """low, detections: (D, 24) of each hour of D days. kinds: (D,) below `count`, the number of kinds.

    A prediction interval by Student's t; the hours of a kind share one scatter. A kind that was not seen on two days is
    judged by all of them.
    """
    rate, spread = np.full((count, low.shape[1]), np.nan), np.full(count, _LEAST_SPREAD)
    for kind in range(count):
        own = np.flatnonzero(kinds == kind)
        own = own if len(own) >= 2 else np.arange(len(kinds))
        enough = detections[own] >= _LEAST_DETECTIONS
        seen = np.where(enough, detections[own], 0.0).sum(axis=0)
        unsure = np.where(enough, low[own], 0.0).sum(axis=0)
        rate[kind] = np.divide(unsure, seen, out=np.full(len(seen), np.nan), where=seen > 0)
        single = np.divide(low[own], detections[own], out=np.zeros_like(low[own]), where=enough)
        freedom = int(enough.sum() - (seen > 0).sum())
        if freedom < 1:
            continue
        away = np.where(enough, single - np.nan_to_num(rate[kind]), 0.0)
        days = enough.sum() / max((seen > 0).sum(), 1)
        wide = student_t(freedom, _ONE_IN) * np.sqrt((away**2).sum() / freedom * (1 + 1 / days))
        spread[kind] = max(float(wide), _LEAST_SPREAD)
    return LowRates(rate, spread)


def largest_excess(low: Floats, detections: Floats, objects: Floats, hourly: Floats) -> float:
    """How far above the hour's own rate of low confidence ten minutes go, once in a month.

    low, detections: (D, B) of five minutes each. objects: (D, B) in view and coming. hourly: (24,) usual rates.
    By the largest of each day, so that one hour in which a site is often unsure gives no room to the others.
    """
    pairs = [np.concatenate([values[:, :1], values[:, :-1] + values[:, 1:]], axis=1) for values in (low, detections)]
    seen = np.maximum(objects, np.concatenate([objects[:, :1], objects[:, :-1]], axis=1))
    parts = low.shape[1]
    usual = np.repeat(hourly, parts // len(hourly))
    usual = np.maximum(usual, np.roll(usual, 2))
    rates = np.divide(pairs[0], pairs[1], out=np.zeros_like(pairs[0]), where=pairs[1] > 0)
    enough = (pairs[1] >= _LEAST_DETECTIONS) & (seen >= _LEAST_OBJECTS)
    away = rates - usual
    if not enough.any():
        return 0.0
    spread = max(float(np.sqrt((away[enough] ** 2).mean())), _LEAST_SPREAD)
    largest = daily_largest((away / spread).reshape(-1, 1), enough.reshape(-1, 1), parts)
    return spread * max(_MARGIN * float(np.nanmax(largest)), float(rare(largest, _ONCE_IN_DAYS)[0]))
