"""The attribute `targets` and what else an owner says about figures from reviews."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True)
class Target:
    """What a label has to reach; a label below it with its whole interval is an alert. None: nothing is asked."""

    precision: Annotated[float, Range(0, 1)] | None = None
    recall: Annotated[float, Range(0, 1)] | None = None


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """reviews_per_week: the owner's rate, which sets how much proof a verdict needs: one false one a year, all labels
    together. margin: a half width, in shares, at which a figure counts as settled. labels: watched one by one; empty
    means every label that was reviewed.
    """

    reviews_per_week: Annotated[int, Range(1)] = 100
    margin: Annotated[float, Range(0.001, 0.5)] = 0.05
    labels: tuple[str, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict[str, Target])
