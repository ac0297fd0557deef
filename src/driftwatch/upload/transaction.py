"""The one frame that is on its way, and what the journal must say of it at every instant."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, TypeVar

from driftwatch.capture.queue.waiting import FrameLease
from driftwatch.concurrency import run_in_thread
from driftwatch.upload.item import UploadItem, pack
from driftwatch.upload.journal import Journal, JournalEntry
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.route import Route, UploadError

T = TypeVar("T")


class FrameSource(Protocol):
    """Where frames come from: driftwatch.watch.hard_frames.HardFrames."""

    def reserve(self, camera: str | None = None, frame: str | None = None) -> FrameLease | None: ...
    def settle(self, lease: FrameLease) -> None:
        """The frame has arrived; on return the disk has it no more, or was waited for long enough."""
        ...

    def is_on_disk(self, frame: str) -> bool: ...
    def keeps(self) -> str:
        """Why the disk lets no frame be removed; "" where it does."""
        ...

    def give_back(self, lease: FrameLease) -> None: ...
    def count(self, camera: str | None = None) -> int: ...


class Transaction:
    """Not halted halfway by a cancellation: a frame is always either in the queue, or in here and in the journal.

    A frame is reserved while it is here, so that the data manager does not get it. One that may have arrived stays here
    when an upload ends, and is the first of the next one; so does one that has arrived and that the disk still has.
    disk_problem: why the journal cannot be written, "" where it can; then frames still go while the disk lets them be
    removed, and one that is on its way when the power fails may go twice.
    """

    def __init__(self, source: FrameSource, journal: Journal) -> None:
        self._source = source
        self._journal = journal
        self._lease: FrameLease | None = None
        self.entry = JournalEntry()
        self.in_doubt = False
        self._has_arrived = False
        self.disk_problem = ""

    def restore(self, route: str, has_receipt: Callable[[str], bool]) -> None:
        """Goes on where the last process ended; waits for the disk.

        route: that will be taken. has_receipt: whether a frame, sent by way of the machine, has arrived.
        """
        found = self._journal.read()
        self.entry = found if found.request else replace(found, uploaded=0)
        frame = self.entry.sending
        lease = self._source.reserve(frame=frame) if frame else None
        if lease is None:
            self.entry = replace(self.entry, sending="")
        elif self.entry.route == route:
            self._lease, self.in_doubt = lease, True
        elif self.entry.route == "machine" and has_receipt(frame):
            self._lease, self.in_doubt, self._has_arrived = lease, True, True
            with suppress(UploadError):  # the next upload begins with it
                self._settle()
        else:  # it has not arrived, or only the app knows, which can be asked no more
            self._write(replace(self.entry, sending=""))
            self._source.give_back(lease)

    @property
    def kept_back(self) -> int:
        return int(self.in_doubt)

    def begin(self, request: UploadRequest, uploaded: int) -> None:
        """To be followed by `note`, which waits for the disk."""
        self.entry = replace(self.entry, request=request, uploaded=uploaded)

    async def note(self) -> None:
        await finished(lambda: self._write(self.entry))

    async def take(self, request: UploadRequest) -> UploadItem | None:
        """The next frame of the request; None where none is left. Raises UploadError where they are kept back."""
        if request.limit is not None and self.entry.uploaded >= request.limit:
            return None
        return await finished(lambda: self._take(request))

    async def carry(self, route: Route, item: UploadItem) -> None:
        """One attempt; returns once the frame has arrived. Raises UploadError."""
        if self._has_arrived:
            return
        if self.in_doubt:
            if await route.has(item):
                self._has_arrived = True
                return
            self.in_doubt = False
        await route.prepare(item)
        await finished(lambda: self._announce(item.id, route.name))
        self.in_doubt = True
        try:
            await route.send(item)
        except UploadError as problem:
            self.in_doubt = problem.in_doubt
            raise
        self._has_arrived = True

    async def settle(self, route: Route) -> None:
        """The frame has arrived: only now it leaves the queue. Raises UploadError while the disk keeps it."""
        frame = await finished(self._settle)
        await route.forget(frame)

    async def end(self, route: Route | None, keeps_request: bool) -> None:
        """Gives back what did not go. keeps_request: for the next process."""
        if not keeps_request:
            self.entry = replace(self.entry, request=None)
        frame = await finished(self._let_go)
        if frame and route is not None:
            await route.forget(frame)

    def _take(self, request: UploadRequest) -> UploadItem | None:
        if self._lease is None:
            self._lease = self._source.reserve(request.camera)
        if self._lease is not None:
            return pack(self._lease.kept, request)
        if self._source.count(request.camera):
            self._refuse_where_kept()
        return None

    def _announce(self, frame: str, route: str) -> None:
        is_written = self._write(replace(self.entry, sending=frame, route=route))
        if not is_written and self._source.is_on_disk(frame):
            self._refuse_where_kept()

    def _refuse_where_kept(self) -> None:
        if problem := self._source.keeps():
            raise UploadError(f"frames on the disk cannot be removed from it: {problem}", in_doubt=False)

    def _settle(self) -> str:
        assert self._lease is not None
        frame = self._lease.kept.record.id
        self._source.settle(self._lease)
        if self._source.is_on_disk(frame):
            reason = self._source.keeps() or "it does not answer"
            raise UploadError(f"a frame that has arrived cannot be removed from the disk: {reason}")
        self._lease, self.in_doubt, self._has_arrived = None, False, False
        self._write(replace(self.entry, sending="", uploaded=self.entry.uploaded + 1))
        return frame

    def _let_go(self) -> str:
        """Gives the frame's id where nothing must be remembered of it any more."""
        if self._has_arrived:
            with suppress(UploadError):  # the next upload begins with it
                return self._settle()
        if self._lease is None or self.in_doubt:
            self._write(self.entry)
            return ""
        lease, self._lease = self._lease, None
        is_written = self._write(replace(self.entry, sending=""))
        self._source.give_back(lease)
        return lease.kept.record.id if is_written else ""

    def _write(self, entry: JournalEntry) -> bool:
        self.entry = entry
        self.disk_problem = self._journal.write(entry)
        return not self.disk_problem


async def finished(job: Callable[[], T]) -> T:
    """Runs `job` in a worker thread; who is cancelled meanwhile is so only when it has been done."""
    running = asyncio.ensure_future(run_in_thread(job))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
