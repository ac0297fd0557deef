"""An image in the hands of the samplers."""

from dataclasses import dataclass, field

from driftwatch.capture.fingerprint import Fingerprint, fingerprint, luma_grid_of
from driftwatch.encoded_image import EncodedImage
from driftwatch.observation import Observation


@dataclass(slots=True, eq=False)
class SampledFrame:
    """An encoded image as samplers need it.

    For one thread.
    """

    image: EncodedImage
    luma_grid: bytes = field(default=b"", repr=False)
    """As ImageStatistics has it, where somebody has decoded the image already; else made when first needed."""

    @classmethod
    def of(cls, observation: Observation, image: EncodedImage) -> "SampledFrame":
        """`image` must be the one that `observation` is about."""
        return cls(image, observation.image.luma_grid if observation.image else b"")

    def __len__(self) -> int:
        """Number of bytes."""
        return len(self.image)

    def fingerprint(self) -> Fingerprint:
        """Raises ImageError where the image cannot be decoded."""
        self.luma_grid = self.luma_grid or luma_grid_of(self.image.data, self.image.mime_type)
        return fingerprint(self.luma_grid)
