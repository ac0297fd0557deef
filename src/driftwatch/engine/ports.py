"""What a vision service at work needs of its process and of the machine; `services/` hands it in."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from driftwatch.attributes import VisionAttributes
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.model_client import ModelClient
from driftwatch.storage.health import Notify
from driftwatch.upload.uploads import Uploads
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.registry import WatchRegistry

Extra: TypeAlias = Mapping[str, Any]
"""What a caller of Viam's API puts into `extra`; passed on to the camera."""


class Owner(Protocol):
    """The service that the engine works for."""

    name: str
    logger: logging.Logger


class Cameras(Protocol):
    """Every camera of the machine by its name."""

    async def frame(self, name: str, extra: Extra | None, timeout: float | None) -> EncodedImage:
        """Raises CameraError where there is no image within `timeout` seconds."""
        ...

    async def names(self) -> frozenset[str] | None:
        """Those that the machine has now, on its remote parts too; None where it cannot be asked."""
        ...


class Models(Protocol):
    """ML model services of the machine by their names. caller: under which name inferences wait for their turn."""

    def live(self, name: str, caller: str) -> ModelClient:
        """One that the vision service depends on. Raises ModelError where the machine has none of this name."""
        ...

    async def candidate(self, name: str, caller: str) -> ModelClient:
        """Any. Raises MissingModelError where the machine has none of this name, or not yet."""
        ...


OpenUploads: TypeAlias = Callable[[str, VisionAttributes, HardFrames | None, Notify], Awaitable[Uploads | None]]
"""Opens the uploads of the vision service of this name; None where it keeps no hard frames."""


@dataclass(frozen=True, slots=True)
class EnginePorts:
    """watches: of the process; counts and references in it outlive a vision service that is rebuilt."""

    watches: WatchRegistry
    cameras: Cameras
    models: Models
    open_uploads: OpenUploads
