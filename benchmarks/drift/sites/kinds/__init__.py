"""Kinds of site. Limits are tuned on some of them, and figures are given for the others."""

from collections.abc import Mapping
from typing import Final

from benchmarks.drift.sites.kinds.figures import FIGURES
from benchmarks.drift.sites.kinds.tuning import TUNING
from benchmarks.drift.sites.physics import Kind

TUNING_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in TUNING}
FIGURE_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in FIGURES}
TUNING_SEEDS: Final = range(50)
FIGURE_SEEDS: Final = range(1000, 2000)


def named(name: str) -> Kind:
    """Raises KeyError for a name that is neither a tuning nor a figure kind."""
    return TUNING_KINDS[name] if name in TUNING_KINDS else FIGURE_KINDS[name]
