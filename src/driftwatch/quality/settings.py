"""The attribute `targets` and what else an owner says about figures from reviews."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True)
class Target:
    """What a label has to reach; a label below it with its whole interval is an alert. None: nothing is asked."""

    precision: Annotated[float, Range(0, 1)] | None = None
    """Share of the boxes that are right, at least."""
    recall: Annotated[float, Range(0, 1)] | None = None
    """Share of the objects that are found, at least."""


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """What an owner says about figures from reviews."""

    reviews_per_week: Annotated[int, Range(1)] = 100
    """The owner's rate; it sets how much proof a verdict needs: one false one a year, all labels together."""
    margin: Annotated[float, Range(0.001, 0.5)] = 0.05
    """Half width, in shares, at which a figure counts as settled."""
    labels: tuple[str, ...] = ()
    """Labels that are watched one by one; empty means every label that was reviewed."""
    targets: Mapping[str, Target] = field(default_factory=dict[str, Target])
    """What each label has to reach."""
