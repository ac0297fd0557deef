"""Class numbers that are no whole numbers: another column or another output was taken for them."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally


def judge(tally: Tally) -> str | None:
    """Nothing refutes it: one such number is enough."""
    if not tally.notes.broken_classes:
        return None
    return (
        f"{tally.notes.broken_classes} of the numbers that were taken for classes are no whole numbers; "
        f"{name_decoder(tally)}, or name the outputs in remap_output_names"
    )


BROKEN_CLASSES: Final = Guard("broken_classes", judge)
