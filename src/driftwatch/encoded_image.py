"""The bytes of one image as they came: from a camera, from a recording, from a caller."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """An image as a camera or a caller gives it."""

    data: bytes = field(repr=False)
    """JPEG, PNG or another format of inference/image.py."""
    mime_type: str
    """As it was named, which may be wrong."""

    def __len__(self) -> int:
        """Number of bytes."""
        return len(self.data)
