"""Where clues are searched for, and which guard asks for them."""

from typing import Final

from driftwatch.inference.doubts import always_empty, no_probabilities, off_grid
from driftwatch.inference.doubts.exhibit import Exhibit, Search
from driftwatch.inference.doubts.growing import grow_along
from driftwatch.inference.doubts.lattice import lies_otherwise
from driftwatch.inference.doubts.queries import never_idle, reach_out
from driftwatch.inference.doubts.silence import loud_scores, rival_sees

IN_EACH: Final[tuple[tuple[str, Search], ...]] = (
    (always_empty.NAME, loud_scores),
    (always_empty.NAME, rival_sees),
    (no_probabilities.NAME, no_probabilities.percentages),
    (no_probabilities.NAME, no_probabilities.index),
)

# The form of the outputs does not depend on what is in an image.
OF_THE_FORM: Final[tuple[tuple[str, Search], ...]] = (
    (off_grid.NAME, lies_otherwise),
    (off_grid.NAME, grow_along),
    (off_grid.NAME, reach_out),
    (off_grid.NAME, never_idle),
)


def clues_in(exhibit: Exhibit, samples: int = 0) -> dict[str, str]:
    """By the name of the guard that asks for them; the first one found of each. samples: images searched before."""
    found: dict[str, str] = {}
    for name, search in (*IN_EACH, *(OF_THE_FORM if samples < off_grid.SEARCHED else ())):
        if name not in found and (text := search(exhibit)):
            found[name] = text
    return found
