"""What tests of uploads share: a queue as the source, a clock that does not wait, settings of the fake app."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.queue.waiting import FrameLease
from driftwatch.capture.settings import QueueSettings
from driftwatch.services.upload_routes.app_settings import AppSettings
from driftwatch.storage.health import Notice
from driftwatch.upload.item import UploadItem, pack
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.uploader import UploadPorts
from tests.capture.making import detection, kept
from tests.fake_app.app import KEY, KEY_ID, PART


class QueueSource:
    """A queue in place of HardFrames."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue

    def reserve(self, camera: str | None = None, frame: str | None = None) -> FrameLease | None:
        return self.queue.reserve(0.0, camera, frame)

    def settle(self, lease: FrameLease) -> None:
        self.queue.acknowledge(lease.number)

    def is_on_disk(self, frame: str) -> bool:
        return self.queue.is_on_disk(frame)

    def keeps(self) -> str:
        return self.queue.keeps()

    def give_back(self, lease: FrameLease) -> None:
        self.queue.give_back(lease.number)

    def count(self, camera: str | None = None) -> int:
        return self.queue.count(camera)


class QuickFiles(Files):
    """Without waiting for the disk."""

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        path.write_bytes(content)

    def sync_folder(self, folder: Path) -> None:
        pass


@dataclass
class Time:
    """Sleeping takes no time here, but is counted."""

    now: float = 1000.0
    sleeps: list[float] = field(default_factory=list[float])

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def ports_for(time: Time, told: list[Notice] | None = None, chance: Callable[[], float] = lambda: 0.5) -> UploadPorts:
    return UploadPorts(lambda: time.now, chance, (told if told is not None else []).append, time.sleep)


def settings_for(port: int, key: str = KEY) -> AppSettings:
    return AppSettings(key, KEY_ID, PART, "127.0.0.1", port, is_secure=False)


def filled(folder: Path | None, images: Sequence[bytes], files: Files | None = None) -> Queue:
    """A queue in which these images wait, in this order."""
    queue = Queue(QueueSettings(), folder, files or QuickFiles())
    for number, image in enumerate(images):
        queue.put(kept(number, data=image, detections=[detection(0.45, "cat")]), 0.0)
    return queue


def jpeg(number: int, size: int = 40) -> bytes:
    """Bytes that pass for a JPEG."""
    return b"\xff\xd8" + bytes([number % 251]) * size + number.to_bytes(4, "big")


def item(number: int = 0, request: UploadRequest | None = None, size: int = 40) -> UploadItem:
    frame = kept(number, data=jpeg(number, size), detections=[detection(0.45, "cat")])
    return pack(frame, request or UploadRequest())
