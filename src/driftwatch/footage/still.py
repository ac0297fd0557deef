"""One recorded frame."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Still:
    """data: an encoded image. mime_type: "image/jpeg" or "image/png"."""

    data: bytes
    mime_type: str
