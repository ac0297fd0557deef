"""Opens the uploads of a service that keeps frames. What they need is imported only then: a module starts quickly."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from driftwatch.errors import ConfigError
from driftwatch.services.attributes import VisionAttributes
from driftwatch.services.machine import MACHINE
from driftwatch.storage.health import Notice
from driftwatch.watch.hard_frames import HardFrames

if TYPE_CHECKING:
    from driftwatch.services.uploading.uploads import Uploads


async def open_uploads(
    service: str, attributes: VisionAttributes, hard_frames: HardFrames | None, tell: Callable[[Notice], None]
) -> "Uploads | None":
    """None where no hard frames are kept. To be opened before anybody takes frames."""
    if hard_frames is None:
        return None
    from driftwatch.services.uploading.uploads import Setting, Uploads

    spool = attributes.spool.directory if attributes.spool else ""
    setting = Setting(service, hard_frames.folder, os.environ, lambda: MACHINE.client, tell, spool)
    return await Uploads.open(setting, hard_frames)


def uploads_of(uploads: "Uploads | None") -> "Uploads":
    """Raises ConfigError where the service keeps no hard frames."""
    if uploads is None:
        raise ConfigError(["capture: this service keeps no hard frames; set the attribute capture, {} will do"])
    return uploads
