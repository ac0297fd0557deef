"""The type of an image in memory."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]  # (H, W, 3) unless said otherwise
