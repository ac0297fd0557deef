import threading
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.settings import QueueSettings
from driftwatch.watch.disk_writer import DiskWriter
from tests.capture.making import kept
from tests.waiting import A_MOMENT


class HungFiles(Files):
    """Removes nothing before `goes_on` is set."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()

    def remove(self, path: Path) -> None:
        self.goes_on.wait()
        super().remove(path)


def opened(folder: Path, files: Files) -> tuple[DiskWriter, Queue]:
    writer = DiskWriter(folder, files, None, lambda: 0.0)
    writer.queue = Queue(QueueSettings(), folder / "queue", files, writer.ask)
    return writer, writer.queue


def test_a_service_that_is_rebuilt_on_a_slow_disk_finds_no_frame_that_has_arrived(tmp_path: Path) -> None:
    files = HungFiles()
    writer, queue = opened(tmp_path, files)
    queue.put(kept(0), 0.0)
    writer.done().result(10)
    lease = queue.lease(0.0)
    assert lease is not None
    queue.acknowledge(lease.number)
    assert not writer.close(A_MOMENT), "it is still at it"
    found: list[int] = []

    def rebuild() -> None:
        again, there = opened(tmp_path, files)
        found.append(there.count())
        again.close(10)

    thread = threading.Thread(target=rebuild)
    thread.start()
    thread.join(A_MOMENT)
    assert found == [], "it waits for the one before"
    files.goes_on.set()
    thread.join(10)
    assert found == [0]
    assert opened(tmp_path, files)[1].count() == 0
