"""The way that a vision service's frames take to Viam's app: with an owner's key straight there, else by the machine.

What a route needs is imported only when one is made: a module starts quickly.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftwatch.attributes import VisionAttributes
from driftwatch.services.machine import Machine
from driftwatch.services.upload_routes.app_settings import app_settings, has_key
from driftwatch.storage.health import Notify
from driftwatch.upload.route import Route, UploadError
from driftwatch.upload.staging import Staging
from driftwatch.upload.uploads import UploadContext, Uploads
from driftwatch.watch.hard_frames import HardFrames

if TYPE_CHECKING:
    from driftwatch.services.upload_routes.machine_route import MachineClient


@dataclass(frozen=True, slots=True)
class ViamRoutes:
    """service: name of the vision service. environment: of the module, which may hold an owner's key.

    machine: gives the module's connection to its machine, None before there is one.
    """

    service: str
    environment: Mapping[str, str]
    machine: "Callable[[], MachineClient | None]"

    @property
    def name(self) -> str:
        return "app" if has_key(self.environment) else "machine"

    def make(self, staging: Staging | None) -> Route:
        """Raises UploadError where the key is incomplete, or frames have no folder that the machine could read."""
        app = app_settings(self.environment)
        if app is not None:
            from driftwatch.services.upload_routes.app_route import AppRoute

            return AppRoute(app, self.service)
        if staging is None:
            words = "frames wait in memory, and viam-server uploads files only; see the log for why there is no folder"
            raise UploadError(words, "never", in_doubt=False)
        from driftwatch.services.upload_routes.machine_route import MachineRoute

        return MachineRoute(self.machine, staging)


@dataclass(frozen=True, slots=True)
class UploadOpener:
    """machine: that the module serves."""

    machine: Machine

    async def open(
        self, service: str, attributes: VisionAttributes, hard_frames: HardFrames | None, notify: Notify
    ) -> Uploads | None:
        """None where no hard frames are kept. To be opened before anybody takes frames."""
        if hard_frames is None:
            return None
        routes = ViamRoutes(service, os.environ, lambda: self.machine.client)
        spool = attributes.spool.directory if attributes.spool else ""
        return await Uploads.open(
            UploadContext(hard_frames.folder, routes, notify, spool, hard_frames.files), hard_frames
        )
