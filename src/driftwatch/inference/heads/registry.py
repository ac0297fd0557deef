"""Every convention that detectors' outputs may follow, one line each."""

from typing import Final

from driftwatch.inference.heads.convention import Convention
from driftwatch.inference.heads.viam_convention import VIAM_TENSORS

CONVENTIONS: Final[tuple[Convention, ...]] = (VIAM_TENSORS,)
