"""Outputs that cannot be read at all, image after image: NaN, other shapes, classes that no label names."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

FAILURES: Final = 2


def judge(tally: Tally) -> str | None:
    """Refuted by as many images that could be read."""
    if tally.failures < FAILURES or tally.failures <= tally.samples:
        return None
    tried = tally.failures + tally.samples
    return (
        f"{tally.failures} of {tried} images had outputs that cannot be read ({tally.failure}); {name_decoder(tally)}"
    )


UNREADABLE: Final = Guard("unreadable", judge)
