import logging
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftwatch.capture.files import Files
from driftwatch.capture.kept import Record
from driftwatch.capture.queue.folder import RECORDS, QueueFolder
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.settings import QueueSettings
from tests.capture.failing import FailingFiles, Killed, no_space, read_only
from tests.capture.making import detection, kept

ROOMY = QueueSettings()
HOUR = 3600.0


class UnsyncedFiles(Files):
    """Quick: tests of order and bounds need no fsync."""

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        path.write_bytes(content)

    def sync_folder(self, folder: Path) -> None:
        pass


class ClosedFiles(UnsyncedFiles):
    is_closed = False

    def may_change(self, folder: Path) -> bool:
        return not self.is_closed


def ids(queue: Queue) -> list[str]:
    """What waits, the oldest first; takes it."""
    found: list[str] = []
    while (lease := queue.lease(0.0)) is not None:
        found.append(lease.kept.record.id)
        queue.acknowledge(lease.number)
    return found


def test_gives_the_oldest_first_with_everything_that_was_put(tmp_path: Path) -> None:
    queue = Queue(ROOMY, tmp_path)
    frames = [kept(n, detections=[detection(0.5)]) for n in (3, 1, 2)]
    for frame in frames:
        queue.put(frame, 0.0)
    for frame in frames:
        lease = queue.lease(0.0)
        assert lease is not None
        assert lease.kept.record == frame.record
        assert lease.kept.data == frame.data
        queue.acknowledge(lease.number)
    assert queue.lease(0.0) is None
    assert queue.status().delivered == 3
    assert list(tmp_path.iterdir()) == []


def test_a_frame_on_its_way_is_not_given_to_another() -> None:
    queue = Queue(ROOMY, None)
    queue.put(kept(1), 0.0)
    assert queue.lease(0.0) is not None
    assert queue.lease(59.9) is None
    assert queue.lease(60.0) is not None


def test_a_frame_given_back_is_the_next_one() -> None:
    queue = Queue(ROOMY, None)
    for n in range(2):
        queue.put(kept(n), 0.0)
    first = queue.lease(0.0)
    assert first is not None
    queue.give_back(first.number)
    again = queue.lease(0.0)
    assert again is not None
    assert again.number == first.number


def test_an_acknowledgement_counts_once() -> None:
    queue = Queue(ROOMY, None)
    queue.put(kept(1), 0.0)
    lease = queue.lease(0.0)
    assert lease is not None
    queue.acknowledge(lease.number)
    queue.acknowledge(lease.number)
    queue.acknowledge(999)
    assert queue.status().delivered == 1


def test_each_camera_has_its_own_order() -> None:
    queue = Queue(ROOMY, None)
    for n, camera in enumerate(["door", "belt", "door"]):
        queue.put(kept(n, camera=camera), 0.0)
    assert queue.lease(0.0, "gate") is None
    belt = queue.lease(0.0, "belt")
    assert belt is not None
    assert belt.kept.record.camera == "belt"
    assert [queue.lease(0.0, "door") is not None for _ in range(3)] == [True, True, False]


def test_what_waits_survives_a_restart_in_its_order_whatever_the_clock(tmp_path: Path) -> None:
    first = Queue(ROOMY, tmp_path)
    for n in (5, 6, 7):
        first.put(kept(n), 0.0)
    lease = first.lease(0.0)
    assert lease is not None
    first.acknowledge(lease.number)
    on_its_way = first.lease(0.0)
    assert on_its_way is not None
    second = Queue(ROOMY, tmp_path)
    second.put(kept(1), 0.0)  # the clock was set back
    assert ids(second) == [kept(n).record.id for n in (6, 7, 1)]


def test_the_least_valuable_goes_first_and_is_counted(tmp_path: Path) -> None:
    queue = Queue(QueueSettings(max_frames=2), tmp_path)
    for n, (value, reason) in enumerate([(0.5, "a"), (0.2, "b"), (0.9, "c"), (0.1, "d")]):
        queue.put(kept(n, value=value, reason=reason), 0.0)
    status = queue.status()
    assert status.dropped == {"b": 1, "d": 1}
    assert ids(queue) == [kept(n).record.id for n in (0, 2)]


def test_a_frame_on_its_way_is_never_dropped(tmp_path: Path) -> None:
    queue = Queue(QueueSettings(max_frames=1), tmp_path)
    queue.put(kept(0, value=0.1), 0.0)
    lease = queue.lease(0.0)
    queue.put(kept(1, value=0.9), 0.0)
    assert lease is not None
    assert queue.status().dropped == {"low_confidence": 1}
    assert Queue(ROOMY, tmp_path).status().frames == 1


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 400_000)), max_size=12), st.integers(1, 5), st.floats(0.3, 1.0)
)
@settings(max_examples=25)
def test_never_more_frames_or_bytes_than_allowed(
    tmp_path_factory: pytest.TempPathFactory, frames: list[tuple[float, int]], most: int, megabytes: float
) -> None:
    folder = tmp_path_factory.mktemp("queue")
    queue = Queue(QueueSettings(max_frames=most, max_megabytes=megabytes), folder, UnsyncedFiles())
    for n, (value, size) in enumerate(frames):
        queue.put(kept(n, value=value, data=bytes(size)), 0.0)
        status = queue.status()
        assert status.frames <= most
        assert status.bytes <= megabytes * 1e6
        assert status.frames + sum(status.dropped.values()) == n + 1
        assert sum(path.stat().st_size for path in folder.glob("*.jpg")) == status.bytes


def live(queue: Queue, stored: list[str], delivered: list[str]) -> None:
    """Five frames come and three go."""
    for n in range(5):
        frame = kept(n, data=b"\xff\xd8" + bytes(100))
        queue.put(frame, 0.0)
        stored.append(frame.record.id)
        if n % 2 == 0 and (lease := queue.lease(0.0)) is not None:
            delivered.append(lease.kept.record.id)
            queue.acknowledge(lease.number)


def test_killed_at_any_operation_nothing_is_lost_and_nothing_half_is_seen(tmp_path: Path) -> None:
    for number in count(1):
        folder, stored, delivered = tmp_path / str(number), list[str](), list[str]()
        files = FailingFiles(lambda n, number=number: Killed() if n >= number else None)
        with suppress(Killed):
            live(Queue(ROOMY, folder, files), stored, delivered)
        again = ids(Queue(ROOMY, folder))
        assert set(stored) <= {*delivered, *again}
        assert len(set(again)) == len(again)
        assert not set(delivered[:-1]) & set(again)  # the last one may have been on its way
        assert list(folder.iterdir()) == []
        if files.operations < number:
            return


def test_a_disk_that_fails_at_any_operation_loses_nothing(tmp_path: Path) -> None:
    for number in count(1):
        folder, delivered = tmp_path / str(number), list[str]()
        files = FailingFiles(lambda n, number=number: no_space() if n == number else None)
        queue = Queue(ROOMY, folder, files)
        live(queue, [], delivered)
        assert delivered + ids(queue) == [kept(n).record.id for n in range(5)]
        if files.operations < number:
            return


def test_a_full_disk_is_told_once_and_memory_takes_over_until_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    files = FailingFiles(lambda _: no_space())
    queue = Queue(QueueSettings(memory_megabytes=0.0003), tmp_path, files)
    for n in range(4):
        queue.put(kept(n, value=0.2 + n / 10, data=bytes(100)), 0.0)
    assert (queue.status().frames, queue.status().in_memory) == (3, 3)
    assert "No space" in queue.status().disk_problem
    assert queue.status().dropped == {"low_confidence": 1}
    files.fails = lambda _: None
    queue.put(kept(9, data=bytes(100)), 0.0)
    assert queue.status().in_memory == 0
    assert queue.status().disk_problem == ""
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert ids(Queue(ROOMY, tmp_path)) == [kept(n).record.id for n in (1, 2, 3, 9)]


def test_on_a_full_disk_a_better_frame_takes_the_place_of_a_worse_one(tmp_path: Path) -> None:
    files = FailingFiles()
    queue = Queue(ROOMY, tmp_path, files)
    queue.put(kept(0, value=0.1), 0.0)
    first = files.operations
    files.fails = lambda n: no_space() if n == first + 2 else None  # the image of the next frame
    queue.put(kept(1, value=0.9), 0.0)
    assert queue.status().in_memory == 0
    assert queue.status().dropped == {"low_confidence": 1}
    assert "No space" in queue.status().disk_problem, "a place that was taken is no room"
    assert ids(Queue(ROOMY, tmp_path)) == [kept(1).record.id]


def test_what_is_on_its_way_to_the_disk_needs_none_of_the_memory_for_a_full_one(tmp_path: Path) -> None:
    queue = Queue(QueueSettings(memory_megabytes=0.0), tmp_path, UnsyncedFiles(), defer=lambda: None)
    for number in range(3):
        queue.put(kept(number), 0.0)
    assert (queue.status().frames, queue.status().in_memory) == (3, 3)
    queue.work(0.0)
    assert (queue.status().frames, queue.status().in_memory) == (3, 0)


def test_what_waits_in_memory_is_stored_as_soon_as_anybody_asks(tmp_path: Path) -> None:
    files = FailingFiles(lambda _: no_space())
    queue = Queue(ROOMY, tmp_path, files)
    for n in range(2):
        queue.put(kept(n, camera="door"), 0.0)
    files.fails = lambda _: None
    assert queue.lease(0.0, "belt") is None
    assert (queue.status().in_memory, queue.status().disk_problem) == (0, "")
    assert ids(Queue(ROOMY, tmp_path)) == [kept(n).record.id for n in range(2)]


def test_while_the_disk_lets_nothing_be_removed_what_is_on_it_waits_and_one_frame_at_most_comes_twice(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    files = FailingFiles()
    queue = Queue(ROOMY, tmp_path, files)
    for n in range(3):
        queue.put(kept(n), 0.0)
    files.fails = lambda _: read_only()
    queue.put(kept(3), 0.0)
    assert ids(queue) == [kept(n).record.id for n in (0, 3)], "the one that shows it, and the one in memory"
    assert "Read-only" in queue.status().disk_problem
    assert queue.lease(HOUR) is None
    assert queue.reserve(HOUR) is None
    assert queue.reserve(HOUR, frame=kept(2).record.id), "to whom it was being handed over may ask for it"
    assert [queue.is_on_disk(kept(n).record.id) for n in range(4)] == [True, True, True, False]
    files.fails = lambda _: None
    queue.put(kept(4), HOUR)
    assert queue.status().disk_problem == ""
    assert not queue.is_on_disk(kept(0).record.id)
    assert queue.lease(HOUR) is not None
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "INFO", "INFO"]
    assert ids(Queue(ROOMY, tmp_path)) == [kept(n).record.id for n in (1, 2, 4)]


def test_a_folder_that_says_it_is_read_only_hands_over_nothing_that_would_come_twice(tmp_path: Path) -> None:
    files = ClosedFiles()
    first = Queue(ROOMY, tmp_path, files)
    first.put(kept(0), 0.0)
    files.is_closed = True
    again = Queue(ROOMY, tmp_path, files)
    assert again.lease(0.0) is None
    assert again.keeps() == again.status().disk_problem == "its folder cannot be written to"
    files.is_closed = False
    assert ids(again) == [kept(0).record.id]
    assert (again.keeps(), again.status().disk_problem) == ("", "")


def test_without_a_folder_frames_wait_in_memory() -> None:
    queue = Queue(ROOMY, None)
    queue.put(kept(1), 0.0)
    assert queue.status().in_memory == 1
    assert queue.status().disk_problem


def test_damaged_sidecars_are_set_aside_and_foreign_files_left_alone(tmp_path: Path) -> None:
    queue = Queue(ROOMY, tmp_path)
    for n in range(3):
        queue.put(kept(n), 0.0)
    (tmp_path / "000000000000.json").write_text("{")
    (tmp_path / "000000000001.jpg").unlink()
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "000000000007.part").write_bytes(b"half")
    assert ids(Queue(ROOMY, tmp_path)) == [kept(2).record.id]
    assert {path.name for path in tmp_path.iterdir()} == {"000000000000.damaged", "notes.txt"}


def test_a_reserved_frame_is_nobody_elses_until_it_is_given_back(tmp_path: Path) -> None:
    queue = Queue(QueueSettings(max_frames=2), tmp_path)
    for n, camera in enumerate(["door", "belt"]):
        queue.put(kept(n, camera=camera, value=0.1), 0.0)
    reserved = queue.reserve(0.0, "belt")
    assert reserved is not None
    assert reserved.kept.record.camera == "belt"
    assert queue.reserve(0.0, frame=reserved.kept.record.id) is None
    assert queue.lease(1e9, "belt") is None
    queue.put(kept(2, value=0.9), 1e9)
    assert (queue.count(), queue.count("belt"), queue.count("door")) == (2, 2, 0)
    queue.give_back(reserved.number)
    again = queue.reserve(1e9, frame=reserved.kept.record.id)
    assert again is not None
    assert again.number == reserved.number


def test_a_reservation_ends_with_the_process(tmp_path: Path) -> None:
    first = Queue(ROOMY, tmp_path)
    first.put(kept(1), 0.0)
    assert first.reserve(0.0) is not None
    assert Queue(ROOMY, tmp_path).lease(0.0) is not None


def test_looking_shows_pages_of_what_waits_the_newest_first_and_takes_nothing(tmp_path: Path) -> None:
    queue = Queue(ROOMY, tmp_path)
    for n in range(5):
        queue.put(kept(n, camera="left" if n % 2 else "right"), 0.0)
    queue.lease(0.0)
    pages = [queue.listing(0.0, Sought(), page, 2) for page in range(4)]
    assert [[one.record.captured - 1.7e9 for one in page.frames] for page in pages] == [[4, 3], [2, 1], [0], []]
    assert {page.total for page in pages} == {5}
    assert [one.handed_over for page in pages for one in page.frames] == [False] * 4 + [True]
    assert [one.record.camera for one in queue.listing(0.0, Sought("left"), 0, 9).frames] == ["left"] * 2
    (newest, *_) = pages[0].frames
    assert queue.image(newest.number) == kept(4).data
    assert newest.size == len(kept(4).data)
    assert queue.status().frames == 5
    assert len(ids(queue)) == 4


def test_a_frame_that_is_gone_or_cannot_be_read_is_not_shown(tmp_path: Path) -> None:
    queue = Queue(ROOMY, tmp_path)
    queue.put(kept(1), 0.0)
    (shown,) = queue.listing(0.0, Sought(), 0, 1).frames
    for image in tmp_path.glob("*.jpg"):
        image.unlink()
    assert queue.image(shown.number) is None
    assert queue.image(99) is None


def test_a_frame_whose_image_somebody_has_deleted_is_dropped_and_the_others_are_given(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    queue = Queue(ROOMY, tmp_path)
    for n in range(3):
        queue.put(kept(n), 0.0)
    min(tmp_path.glob("*.jpg")).unlink()
    lease = queue.lease(0.0)
    assert lease is not None
    assert lease.kept.record.id == kept(1).record.id
    status = queue.status()
    assert (status.frames, status.dropped, status.disk_problem) == (2, {"low_confidence": 1}, "")
    assert f"{kept(0).record.id} is gone" in caplog.text
    assert ids(Queue(ROOMY, tmp_path)) == [kept(1).record.id, kept(2).record.id]


def test_frames_of_a_disk_that_is_away_wait_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    queue = Queue(ROOMY, folder)
    queue.put(kept(1), 0.0)
    folder.rename(tmp_path / "away")
    assert queue.lease(0.0) is None
    (tmp_path / "away").rename(folder)
    assert ids(queue) == [kept(1).record.id]


def test_the_last_frames_that_were_delivered_are_remembered() -> None:
    queue = Queue(ROOMY, None)
    for n in range(25):
        queue.put(kept(n), 0.0)
    ids(queue)
    assert [record.captured - 1.7e9 for record in queue.last_delivered()] == list(range(24, 4, -1))


def test_what_an_earlier_process_left_on_a_disk_that_comes_back_is_found_whole(
    tmp_path: Path,
) -> None:
    earlier = Queue(ROOMY, tmp_path)
    for n in range(3):
        earlier.put(kept(n), 0.0)
    files = FailingFiles(lambda _: read_only())
    queue = Queue(ROOMY, tmp_path, files)
    queue.put(kept(5), 0.0)
    on_its_way = queue.lease(0.0)
    assert on_its_way is not None
    assert on_its_way.kept.record.id == kept(5).record.id
    files.fails = lambda _: None
    queue.put(kept(6), 0.0)
    assert queue.status().disk_problem == ""
    assert queue.status().in_memory == 0
    queue.acknowledge(on_its_way.number)
    assert ids(Queue(ROOMY, tmp_path)) == [kept(n).record.id for n in (0, 1, 2, 6)]


def left_in(folder: Path, count: int) -> QueueFolder[Record]:
    left = Queue(ROOMY, folder)
    for n in range(count):
        left.put(kept(n, camera="old"), 0.0)
    return QueueFolder(folder, Files(), RECORDS)


def renamed(record: Record) -> Record:
    return replace(record, camera="new")


def test_the_frames_of_another_folder_are_taken_over_and_leave_it(tmp_path: Path) -> None:
    source = left_in(tmp_path / "old", 3)
    queue = Queue(ROOMY, tmp_path / "mine")
    queue.put(kept(7), 0.0)
    assert queue.take_over(source, 0.0, renamed) == 3
    assert source.load() == {}
    assert queue.cameras() == {"new": 3, kept(7).record.camera: 1}
    assert ids(Queue(ROOMY, tmp_path / "mine")) == [kept(n).record.id for n in (7, 0, 1, 2)]


def test_whichever_operation_of_taking_over_fails_no_frame_is_lost_or_doubled(tmp_path: Path) -> None:
    for n in count(1):
        folder = tmp_path / str(n)
        source, files = left_in(folder / "old", 2), FailingFiles()
        queue = Queue(ROOMY, folder / "mine", files)
        files.operations = 0
        files.fails = lambda operation, n=n: read_only() if operation == n else None
        with suppress(OSError):
            queue.take_over(source, 0.0, renamed)
        if files.operations < n:
            break
        queue.take_over(source, 0.0, renamed)
        assert source.load() == {}
        assert ids(queue) == [kept(one).record.id for one in range(2)], n
