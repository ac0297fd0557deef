"""Where clues are searched for, and which guard asks for them."""

from typing import Final

from driftwatch.inference.doubts import always_empty, no_probabilities, off_grid
from driftwatch.inference.doubts.exhibit import Exhibit, Search
from driftwatch.inference.doubts.lattice import lies_otherwise
from driftwatch.inference.doubts.queries import never_idle, reach_out
from driftwatch.inference.doubts.silence import loud_scores, rival_sees

CLUES: Final[tuple[tuple[str, Search], ...]] = (
    (always_empty.NAME, loud_scores),
    (always_empty.NAME, rival_sees),
    (off_grid.NAME, lies_otherwise),
    (off_grid.NAME, reach_out),
    (off_grid.NAME, never_idle),
    (no_probabilities.NAME, no_probabilities.percentages),
    (no_probabilities.NAME, no_probabilities.index),
)


def clues_in(exhibit: Exhibit) -> dict[str, str]:
    """By the name of the guard that asks for them; the first one found of each."""
    found: dict[str, str] = {}
    for name, search in CLUES:
        if name not in found and (text := search(exhibit)):
            found[name] = text
    return found
