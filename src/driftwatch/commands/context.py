"""What commands work on; whoever answers them hands it in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from driftwatch.attributes import VisionAttributes
from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ConfigError
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.observation import Moment
from driftwatch.storage.store import Store
from driftwatch.upload.uploads import Uploads
from driftwatch.watch.clock import Clock
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.reviews.board import QualityBoard
from driftwatch.watch.reviews.reviews import Reviews
from driftwatch.watch.shadow.comparison_store import ComparisonStore
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.unused_state import UnusedState
from driftwatch.watch.vision_watch import VisionWatch

T = TypeVar("T")

_REVIEWS_NOTHING = "review: this service keeps no frames for reviews; set the attribute review, {} will do"
_KEEPS_NOTHING = "capture: this service keeps no hard frames; set the attribute capture, {} will do"


@dataclass(frozen=True, slots=True)
class StreamContext:
    """One camera seen by one vision service, and what was recorded of it."""

    stream: StreamWatch
    store: Store
    shadow: ComparisonStore
    quality: QualityBoard
    now: Moment


def seen_stream(watch: VisionWatch, camera_name: str) -> StreamWatch:
    """The stream that a command is about. Raises ConfigError where the service has seen no frame of it."""
    stream = watch.stream(camera_name)
    if stream is None or watch.store is None:
        raise ConfigError([f'camera_name: "{watch.service}" has seen no frame of "{camera_name}" yet'])
    return stream


class ModelDescription(Protocol):
    """What a model says of itself."""

    @property
    def info(self) -> ModelInfo: ...

    @property
    def label_path(self) -> str:
        """Of its label file, "" where it names none."""
        ...


class InspectedModel(Protocol):
    """The model of the service. Raises ModelError where it cannot be reached or refuses the input."""

    async def describe(self) -> ModelDescription: ...

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], T]) -> T:
        """Gives what `read` makes of the outputs for `tensors`; `read` runs in a worker thread."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """A vision service at work."""

    attributes: VisionAttributes
    watch: VisionWatch
    model: InspectedModel
    frame: Callable[[str], Awaitable[EncodedImage]]
    """Gives the next frame of a camera; raises CameraError where there is none."""
    clock: Clock
    hard_frames: HardFrames | None
    """None where the service has no attribute `capture`."""
    uploads: Uploads | None
    """Likewise."""
    reviews: Reviews | None = None
    """None where it has no attribute `review`."""
    unused: UnusedState | None = None
    """What earlier lives have left; None where the service keeps no state."""
    camera_names: Callable[[], Awaitable[frozenset[str] | None]] | None = None
    """Gives the cameras that the machine has now, None where it cannot be asked."""

    @property
    def kept(self) -> HardFrames:
        """Raises ConfigError where the service keeps no hard frames."""
        if self.hard_frames is None:
            raise ConfigError([_KEEPS_NOTHING])
        return self.hard_frames

    @property
    def left(self) -> UnusedState:
        """Raises ConfigError where the service keeps no state."""
        if self.unused is None:
            raise ConfigError(["state_dir: this service keeps no state"])
        return self.unused

    async def cameras(self) -> frozenset[str] | None:
        """Those that the machine has now; None where it cannot be asked."""
        return None if self.camera_names is None else await self.camera_names()

    @property
    def opened_uploads(self) -> Uploads:
        """Raises ConfigError where the service keeps no hard frames."""
        if self.uploads is None:
            raise ConfigError([_KEEPS_NOTHING])
        return self.uploads

    @property
    def opened_reviews(self) -> Reviews:
        """Raises ConfigError where the service keeps no frames for reviews."""
        if self.reviews is None:
            raise ConfigError([_REVIEWS_NOTHING])
        return self.reviews
