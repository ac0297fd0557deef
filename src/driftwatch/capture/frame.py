"""An image in the hands of the samplers."""

from dataclasses import dataclass, field

from driftwatch.capture.fingerprint import Fingerprint, fingerprint, look_of
from driftwatch.encoded_image import EncodedImage
from driftwatch.observation import Observation


@dataclass(slots=True, eq=False)
class SampledFrame:
    """look: as ImageStatistics has it, where somebody has decoded the image already; else made when first needed.

    For one thread.
    """

    image: EncodedImage
    look: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, observation: Observation, image: EncodedImage) -> "SampledFrame":
        """`image` must be the one that `observation` is about."""
        return cls(image, observation.image.look if observation.image else b"")

    def __len__(self) -> int:
        """In bytes."""
        return len(self.image)

    def fingerprint(self) -> Fingerprint:
        """Raises ImageError where the image cannot be decoded."""
        self.look = self.look or look_of(self.image.data, self.image.mime_type)
        return fingerprint(self.look)
