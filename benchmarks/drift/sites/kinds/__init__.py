"""Kinds of site. Limits are tuned on some of them, and figures are given for the others."""

from collections.abc import Mapping
from typing import Final

from benchmarks.drift.sites.kinds.figures import FIGURES
from benchmarks.drift.sites.kinds.recorded import RECORDED_FIGURES, RECORDED_TUNING
from benchmarks.drift.sites.kinds.tuning import TUNING
from benchmarks.drift.sites.physics import Kind

TUNING_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in TUNING}
FIGURE_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in FIGURES}
RECORDED_TUNING_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in RECORDED_TUNING}
RECORDED_FIGURE_KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in RECORDED_FIGURES}
_ALL: Final = {**TUNING_KINDS, **FIGURE_KINDS, **RECORDED_TUNING_KINDS, **RECORDED_FIGURE_KINDS}
TUNING_SEEDS: Final = range(50)
FIGURE_SEEDS: Final = range(1000, 2000)


def named(name: str) -> Kind:
    """Raises KeyError for a name of no kind."""
    return _ALL[name]
