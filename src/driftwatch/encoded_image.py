"""The bytes of one image as they came: from a camera, from a recording, from a caller."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """data: JPEG, PNG or another format of inference/image.py. mime_type: as it was named, which may be wrong."""

    data: bytes = field(repr=False)
    mime_type: str

    def __len__(self) -> int:
        """Number of bytes."""
        return len(self.data)
