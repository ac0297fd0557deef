"""Boxes measured from cells whose centres lie outside their cells, or far away: the numbers mean something else."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

SHARE: Final = 0.5
SAMPLES: Final = 2
"""Images; a single one may hold one large object that pulls all boxes to it."""


def judge(tally: Tally) -> str | None:
    """Refuted by as many images whose boxes lie about their cells."""
    cells = tally.cells
    if max(cells.shifted, cells.far) < max(SAMPLES, SHARE * cells.judged):
        return None
    where = "far away from their cells" if cells.far >= cells.shifted else "to one side of their cells"
    return (
        f"the centres of its boxes lie {where}, as if the four numbers of a box were corners or had another unit or "
        f"order; {name_decoder(tally)}, or export it with its boxes decoded"
    )


OFF_CELL: Final = Guard("off_cell", judge)
