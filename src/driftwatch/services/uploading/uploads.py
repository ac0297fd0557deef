"""Uploads of one vision service: what is answered, and which way frames take."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from driftwatch.errors import ConfigError
from driftwatch.inference.worker import beside_the_loop
from driftwatch.services.uploading import app_route, machine_route
from driftwatch.services.uploading.app_route import AppRoute
from driftwatch.services.uploading.app_settings import app_settings, has_key
from driftwatch.services.uploading.carrier import Carrier, Source
from driftwatch.services.uploading.commands import UPLOAD_COMMANDS
from driftwatch.services.uploading.journal import Journal
from driftwatch.services.uploading.machine_route import MachineClient, MachineRoute
from driftwatch.services.uploading.request import UploadRequest
from driftwatch.services.uploading.route import Route
from driftwatch.services.uploading.staging import Staging
from driftwatch.services.uploading.status import UploadStatus
from driftwatch.services.uploading.upload_error import UploadError
from driftwatch.services.uploading.uploader import Uploader, World
from driftwatch.storage.health import Notice
from driftwatch.watch.arguments import arguments_of


@dataclass(frozen=True, slots=True)
class Setting:
    """service: name of the vision service. folder: of its hard frames; None: in memory only.

    machine: gives the module's connection to its machine, None before there is one. spool: directory to which frames
    go at once, "" where they wait in the queue.
    """

    service: str
    folder: Path | None
    environment: Mapping[str, str]
    machine: Callable[[], MachineClient | None]
    tell: Callable[[Notice], None]
    spool: str = ""


class Uploads:
    """Made by `open`, before anybody else takes frames."""

    def __init__(self, setting: Setting, source: Source) -> None:
        self._setting = setting
        self._source = source
        self._staging = Staging(setting.folder / "uploading") if setting.folder else None
        self._route = app_route.NAME if has_key(setting.environment) else machine_route.NAME
        self._carrier = Carrier(source, Journal(setting.folder))
        self._uploader = Uploader(self._carrier, self._make_route, World(time.monotonic, Random().random, setting.tell))

    @classmethod
    async def open(cls, setting: Setting, source: Source) -> "Uploads":
        """Goes on with what the last process did not end."""
        uploads = cls(setting, source)
        await beside_the_loop(uploads._restore)
        uploads._uploader.resume()
        return uploads

    async def command(self, command: Mapping[str, Any]) -> dict[str, Any]:
        """Runs one of UPLOAD_COMMANDS, and answers how it stands. Raises ConfigError for wrong arguments."""
        name = str(command["command"])
        arguments = arguments_of(command, UPLOAD_COMMANDS[name])
        if isinstance(arguments, UploadRequest):
            if self._setting.spool:
                words = f"every kept frame is laid into {self._setting.spool} at once, so none waits to be uploaded"
                raise ConfigError([f"spool: {words}"])
            self._uploader.start(arguments)
        elif name == "stop_upload":
            await self._uploader.stop()
        return await self.status()

    async def status(self) -> dict[str, Any]:
        """How it stands, as JSON."""
        return await beside_the_loop(self._status)  # whoever is writing to the queue is waited for

    def _status(self) -> dict[str, Any]:
        uploader, entry = self._uploader, self._carrier.entry
        request = entry.request if uploader.is_running else None
        return UploadStatus(
            state=uploader.state,
            route=self._route,
            uploaded=entry.uploaded,
            waiting=self._source.count(request.camera if request else None),
            kept_back=self._carrier.kept_back,
            problem=uploader.problem or self._carrier.disk_problem,
            next_attempt_seconds=uploader.next_attempt_seconds,
            request=request,
        ).answer()

    async def close(self) -> None:
        await self._uploader.close()

    def _restore(self) -> None:
        staging = self._staging

        def has_receipt(frame: str) -> bool:
            with suppress(OSError):
                return staging is not None and not staging.holds(frame)
            return False

        self._carrier.restore(self._route, has_receipt)
        if staging is not None and not self._carrier.disk_problem:
            with suppress(OSError):  # leftovers cost room, nothing else
                staging.remove_all_but(self._carrier.entry.sending)

    def _make_route(self) -> Route:
        app = app_settings(self._setting.environment)
        if app is not None:
            return AppRoute(app, self._setting.service)
        if self._staging is None:
            words = "frames wait in memory, and viam-server uploads files only; see the log for why there is no folder"
            raise UploadError(words, "never", in_doubt=False)
        return MachineRoute(self._setting.machine, self._staging)
