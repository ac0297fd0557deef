"""Uploads of one vision service: what is answered, and which way frames take."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from driftwatch.concurrency import run_in_thread
from driftwatch.errors import ConfigError
from driftwatch.storage.health import Notify
from driftwatch.upload.journal import Journal
from driftwatch.upload.request import UploadRequest, UploadStatus
from driftwatch.upload.route import Route, Routes
from driftwatch.upload.staging import Staging
from driftwatch.upload.transaction import FrameSource, Transaction
from driftwatch.upload.uploader import Uploader, UploadPorts


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

    def __init__(self, context: UploadContext, source: FrameSource) -> None:
        self._context = context
        self._source = source
        self._staging = Staging(context.folder / "uploading") if context.folder else None
        self._transaction = Transaction(source, Journal(context.folder))
        ports = UploadPorts(time.monotonic, Random().random, context.notify)
        self._uploader = Uploader(self._transaction, self._make_route, ports)

    @classmethod
    async def open(cls, context: UploadContext, source: FrameSource) -> "Uploads":
        """Goes on with what the last process did not end."""
        uploads = cls(context, source)
        await run_in_thread(uploads._restore)
        uploads._uploader.resume()
        return uploads

    def start(self, request: UploadRequest) -> None:
        """Begins to upload; the same again while it waits makes the next attempt now.

        Raises ConfigError where every kept frame goes to a spool, so that none waits.
        """
        if self._context.spool:
            words = f"every kept frame is laid into {self._context.spool} at once, so none waits to be uploaded"
            raise ConfigError([f"spool: {words}"])
        self._uploader.start(request)

    async def stop(self) -> None:
        """Returns once it has ended; what has not gone waits on."""
        await self._uploader.stop()

    async def status(self) -> dict[str, Any]:
        """Its state, as JSON."""
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
