"""Hours of whole days of one label, or of all, as slow changes are looked for in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.day import BLOCKS_AN_HOUR, OF_LABEL, TOTALS, Day
from driftwatch.monitoring.usual.level_history import LevelRows, weight
from driftwatch.monitoring.usual.light import figures_of

Floats = NDArray[np.float64]

_OF_ALL = tuple(TOTALS.index(name) for name in ("confidence", "detections", "frames", "begun"))
_OF_ONE = tuple(OF_LABEL.index(name) for name in ("confidence", "detections", "begun"))


@dataclass(frozen=True, slots=True)
class MonthRows:
    """rows: (D, 24) of each hour. figures: (D, 24, 3) of the picture, as in usual.light."""

    rows: LevelRows
    figures: Floats

    @property
    def weights(self) -> Floats:
        """(D, 24) how much the mean of each hour counts, 0 to 1."""
        return weight(self.rows)


def month_rows(days: Sequence[Day], label: str, often: float | None = None) -> MonthRows:
    """label: "" for all. often: objects that come into view for each detection; None: as in most of these days."""
    hourly = np.stack([day.blocks().reshape(HOURS_A_DAY, BLOCKS_AN_HOUR, len(TOTALS)).sum(axis=1) for day in days])
    sums, counts, frames, begun = (hourly[:, :, column] for column in _OF_ALL)
    if label:
        own = np.stack([day.hours_of(label) for day in days])
        sums, counts, begun = (own[:, :, column] for column in _OF_ONE)
    rows = LevelRows(sums, counts, frames, begun, 1.0)
    rows = rows.as_often() if often is None else LevelRows(sums, counts, frames, begun, 1.0, often)
    return MonthRows(rows, figures_of(days))


def picture_of_days(figures: Floats, weights: Floats, usual: Floats) -> Floats:
    """(D, 3) how far the picture of each day lies from what is `usual`, (24, 3), by hour; NaN without pictures.

    figures: (D, 24, 3). weights: (D, 24) how much each hour counts.
    """
    measured = np.where(np.isnan(figures).any(axis=2), 0.0, weights)[:, :, None]
    away = np.nan_to_num(figures - usual)
    total = measured.sum(axis=1)
    nothing = np.full((len(away), away.shape[2]), np.nan)
    return np.divide((measured * away).sum(axis=1), total, out=nothing, where=total > 0)
