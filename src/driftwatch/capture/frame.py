"""The bytes of a frame on their way to a person who labels it."""

from dataclasses import dataclass, field

from driftwatch.capture.fingerprint import Fingerprint, fingerprint, look_of


@dataclass(slots=True, eq=False)
class Frame:
    """data: the encoded image as the camera gave it. mime_type: as the camera named it.

    look: as ImageStatistics has it, where somebody has decoded the frame already; else made when first needed.
    """

    data: bytes = field(repr=False)
    mime_type: str
    look: bytes = field(default=b"", repr=False)

    def __len__(self) -> int:
        return len(self.data)

    def fingerprint(self) -> Fingerprint:
        """Raises ImageError where the frame cannot be decoded."""
        self.look = self.look or look_of(self.data, self.mime_type)
        return fingerprint(self.look)
