"""Every guard, one line each."""

from typing import Final

from driftwatch.inference.doubts.always_empty import ALWAYS_EMPTY
from driftwatch.inference.doubts.astray import ASTRAY
from driftwatch.inference.doubts.broken_classes import BROKEN_CLASSES
from driftwatch.inference.doubts.cornered import CORNERED
from driftwatch.inference.doubts.crowded_plain import CROWDED_PLAIN
from driftwatch.inference.doubts.guard import Guard
from driftwatch.inference.doubts.no_area import NO_AREA
from driftwatch.inference.doubts.no_probabilities import NO_PROBABILITIES
from driftwatch.inference.doubts.off_cell import OFF_CELL
from driftwatch.inference.doubts.off_grid import OFF_GRID
from driftwatch.inference.doubts.probabilities_already import PROBABILITIES_ALREADY
from driftwatch.inference.doubts.reaching import REACHING
from driftwatch.inference.doubts.scores_outside import SCORES_OUTSIDE
from driftwatch.inference.doubts.unchanging import UNCHANGING
from driftwatch.inference.doubts.unreadable import UNREADABLE
from driftwatch.inference.doubts.whole_image import WHOLE_IMAGE

GUARDS: Final[tuple[Guard, ...]] = (
    SCORES_OUTSIDE,
    PROBABILITIES_ALREADY,
    NO_PROBABILITIES,
    BROKEN_CLASSES,
    WHOLE_IMAGE,
    NO_AREA,
    ASTRAY,
    CORNERED,
    REACHING,
    OFF_GRID,
    OFF_CELL,
    CROWDED_PLAIN,
    UNCHANGING,
    ALWAYS_EMPTY,
    UNREADABLE,
)
