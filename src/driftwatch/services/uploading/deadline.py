"""How long a call may take."""

from typing import Final

from driftwatch.services.uploading.parcel import Parcel

ANSWER: Final = 20.0  # seconds for a call that carries no image
_SLOWEST: Final = 20_000  # bytes a second: a bad mobile line


def seconds_for(parcel: Parcel) -> float:
    """For a call that carries the frame."""
    return ANSWER + len(parcel.data) / _SLOWEST
