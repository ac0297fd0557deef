"""The units in which confidences are summed."""

from typing import Final

CONFIDENCE_UNITS: Final = 1 << 16
