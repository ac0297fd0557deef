"""An answer that is the same whatever the model is shown."""

from typing import Final

from driftwatch.inference.doubts.guard import Guard, name_decoder
from driftwatch.inference.doubts.tally import Tally

SAMPLES: Final = 3
RAW_SAMPLES: Final = 8
"""Images that differ, until outputs that never change count although nothing is seen in them."""


def judge(tally: Tally) -> str | None:
    """The first answer that differs refutes it.

    A detector that sees nothing says the same of every image; where it speaks of every place in an image, its raw
    outputs must change all the same.
    """
    if tally.empty < tally.samples and tally.samples >= SAMPLES and tally.is_same_answer:
        return (
            f"its answer is the same for {tally.samples} different images; {name_decoder(tally)}, and in preset how "
            "its image is to be made"
        )
    if tally.manner.is_dense and tally.samples >= RAW_SAMPLES and tally.is_same_raw:
        return (
            f"its outputs are the same for {tally.samples} different images: the image does not reach it; say in "
            "preset how it is to be made, or export the model again"
        )
    return None


UNCHANGING: Final = Guard("unchanging", judge)
