"""Uploads of one vision service: what is answered, and which way frames take."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from driftwatch.concurrency import run_in_thread
from driftwatch.config.arguments import NoArguments, arguments_of
from driftwatch.errors import ConfigError
from driftwatch.storage.health import Notify
from driftwatch.upload.journal import Journal
from driftwatch.upload.request import UploadRequest, UploadStatus
from driftwatch.upload.route import Route, Routes
from driftwatch.upload.staging import Staging
from driftwatch.upload.transaction import Source, Transaction
from driftwatch.upload.uploader import Uploader, UploadPorts

UPLOAD_COMMANDS: Final[dict[str, type[Any]]] = {
    "upload": UploadRequest,
    "upload_status": NoArguments,
    "stop_upload": NoArguments,
}
"""The DoCommands of uploads, with their arguments."""


@dataclass(frozen=True, slots=True)
class UploadContext:
    """folder: of the service's hard frames; None: in memory only. notify: takes lines for the owner's log.

    spool: directory to which frames go at once, "" where they wait in the queue.
    """

    folder: Path | None
    routes: Routes
    notify: Notify
    spool: str = ""


class Uploads:
    """Made by `open`, before anybody else takes frames."""

    def __init__(self, context: UploadContext, source: Source) -> None:
        self._context = context
        self._source = source
        self._staging = Staging(context.folder / "uploading") if context.folder else None
        self._transaction = Transaction(source, Journal(context.folder))
        ports = UploadPorts(time.monotonic, Random().random, context.notify)
        self._uploader = Uploader(self._transaction, self._make_route, ports)

    @classmethod
    async def open(cls, context: UploadContext, source: Source) -> "Uploads":
        """Goes on with what the last process did not end."""
        uploads = cls(context, source)
        await run_in_thread(uploads._restore)
        uploads._uploader.resume()
        return uploads

    async def command(self, command: Mapping[str, Any]) -> dict[str, Any]:
        """Runs one of UPLOAD_COMMANDS, and answers how it stands. Raises ConfigError for wrong arguments."""
        name = str(command["command"])
        arguments = arguments_of(command, UPLOAD_COMMANDS[name])
        if isinstance(arguments, UploadRequest):
            if self._context.spool:
                words = f"every kept frame is laid into {self._context.spool} at once, so none waits to be uploaded"
                raise ConfigError([f"spool: {words}"])
            self._uploader.start(arguments)
        elif name == "stop_upload":
            await self._uploader.stop()
        return await self.status()

    async def status(self) -> dict[str, Any]:
        """How it stands, as JSON."""
        return await run_in_thread(self._status)  # whoever is writing to the queue is waited for

    def _status(self) -> dict[str, Any]:
        uploader, entry = self._uploader, self._transaction.entry
        request = entry.request if uploader.is_running else None
        return UploadStatus(
            state=uploader.state,
            route=self._context.routes.name,
            uploaded=entry.uploaded,
            waiting=self._source.count(request.camera if request else None),
            kept_back=self._transaction.kept_back,
            problem=uploader.problem or self._transaction.disk_problem,
            next_attempt_seconds=uploader.next_attempt_seconds,
            request=request,
        ).to_json()

    async def close(self) -> None:
        await self._uploader.close()

    def _restore(self) -> None:
        staging = self._staging

        def has_receipt(frame: str) -> bool:
            with suppress(OSError):
                return staging is not None and not staging.holds(frame)
            return False

        self._transaction.restore(self._context.routes.name, has_receipt)
        if staging is not None and not self._transaction.disk_problem:
            with suppress(OSError):  # leftovers cost room, nothing else
                staging.remove_all_but(self._transaction.entry.sending)

    def _make_route(self) -> Route:
        return self._context.routes.make(self._staging)


def uploads_of(uploads: Uploads | None) -> Uploads:
    """Raises ConfigError where the service keeps no hard frames."""
    if uploads is None:
        raise ConfigError(["capture: this service keeps no hard frames; set the attribute capture, {} will do"])
    return uploads
