import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.files import Files
from driftwatch.errors import ConfigError
from driftwatch.storage.health import Notice
from driftwatch.upload.item import UploadItem
from driftwatch.upload.journal import Journal
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.route import UploadError
from driftwatch.upload.transaction import Transaction
from driftwatch.upload.uploader import Backoff, Uploader
from tests.capture.failing import read_only
from tests.upload.making import QueueSource, QuickFiles, Time, filled, jpeg, ports_for

OFFLINE = UploadError("no network", in_doubt=False)


@dataclass
class ScriptedRoute:
    """Fails as the script says, attempt by attempt; then every frame arrives. lost: attempts that arrive unanswered."""

    script: list[UploadError | None] = field(default_factory=list[UploadError | None])
    lost: set[int] = field(default_factory=set[int])
    name: str = "app"
    arrived: list[str] = field(default_factory=list[str])
    attempts: int = 0
    closed: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None

    async def prepare(self, item: UploadItem) -> None: ...

    async def send(self, item: UploadItem) -> None:
        self.attempts += 1
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.attempts in self.lost:
            self.arrived.append(item.id)
            raise UploadError("the answer was lost")
        failure = self.script.pop(0) if self.script else None
        if failure is not None:
            raise failure
        self.arrived.append(item.id)

    async def has(self, item: UploadItem) -> bool:
        return item.id in self.arrived

    async def forget(self, frame: str) -> None: ...

    async def close(self) -> None:
        self.closed += 1


class Bench:
    """An uploader over three frames, a route that does as told, and a clock that does not wait."""

    def __init__(
        self, route: ScriptedRoute, folder: Path | None = None, frames: int = 3, files: Files | None = None
    ) -> None:
        self.route = route
        self.time = Time()
        self.told: list[Notice] = []
        self.queue = filled(folder / "queue" if folder else None, [jpeg(n) for n in range(frames)], files)
        self.transaction = Transaction(QueueSource(self.queue), Journal(folder, QuickFiles()))
        self.transaction.restore("app", lambda _: False)
        self.asleep = asyncio.Event()
        self.uploader = Uploader(self.transaction, lambda: route, ports_for(self.time, self.told))

    def sleeps_for_ever(self) -> None:
        async def sleep(_: float) -> None:
            self.asleep.set()
            await asyncio.Event().wait()

        slow = replace(ports_for(self.time, self.told), sleep=sleep)
        self.uploader = Uploader(self.transaction, lambda: self.route, slow)

    async def upload(self, request: UploadRequest | None = None) -> None:
        self.uploader.start(request or UploadRequest())
        await asyncio.wait_for(self.uploader.settled(), 10)


async def test_every_frame_arrives_once_and_leaves_the_queue() -> None:
    bench = Bench(ScriptedRoute())
    assert bench.uploader.state == "idle"
    await bench.upload()
    assert bench.uploader.state == "done"
    assert len(set(bench.route.arrived)) == len(bench.route.arrived) == 3
    assert (bench.queue.count(), bench.queue.status().delivered) == (0, 3)
    assert [notice.text for notice in bench.told] == ["uploaded 3 hard frames"]
    assert bench.route.closed == 1


async def test_a_limit_is_kept_and_the_oldest_go_first() -> None:
    bench = Bench(ScriptedRoute())
    await bench.upload(UploadRequest(limit=2))
    assert [frame[:13] for frame in bench.route.arrived] == ["0000000000000", "0000000000001"]
    assert bench.queue.count() == 1
    await bench.upload(UploadRequest(limit=1))
    assert bench.queue.count() == 0


async def test_other_cameras_frames_stay() -> None:
    bench = Bench(ScriptedRoute())
    await bench.upload(UploadRequest(camera_name="door"))
    assert (bench.uploader.state, bench.queue.count()) == ("done", 3)


async def test_waits_double_up_to_the_cap_and_are_told_once() -> None:
    bench = Bench(ScriptedRoute([OFFLINE] * 12))
    await bench.upload()
    assert bench.time.sleeps[:4] == [1.5, 3.0, 6.0, 12.0]
    assert max(bench.time.sleeps) == Backoff().cap * 0.75
    texts = [notice.text for notice in bench.told]
    assert texts == ["uploading waits: no network", "uploading goes on", "uploaded 3 hard frames"]
    assert (len(bench.route.arrived), bench.uploader.problem) == (3, "")


async def test_a_quota_is_not_hammered() -> None:
    bench = Bench(ScriptedRoute([UploadError("quota", "much_later", in_doubt=False)]))
    await bench.upload()
    assert bench.time.sleeps == [Backoff().cap]


async def test_a_new_connection_is_tried_once_before_waiting() -> None:
    refused = UploadError("token", "again", in_doubt=False)
    bench = Bench(ScriptedRoute([refused]))
    await bench.upload()
    assert bench.time.sleeps == []
    bench = Bench(ScriptedRoute([refused, refused, refused, refused]))
    await bench.upload()
    assert len(bench.time.sleeps) == 2
    assert len(bench.route.arrived) == 3


async def test_what_does_not_pass_by_itself_ends_the_upload_and_keeps_the_frame(tmp_path: Path) -> None:
    bench = Bench(ScriptedRoute([None, UploadError("no such data set", "never", in_doubt=False)]), tmp_path)
    await bench.upload()
    assert (bench.uploader.state, bench.uploader.problem) == ("stopped", "no such data set")
    assert bench.queue.count() == 2
    assert bench.queue.lease(0.0) is not None
    expected = "uploading has stopped: no such data set; what has not gone waits in the queue"
    assert bench.told[-1].text == expected
    assert Journal(tmp_path).read().request is None


async def test_a_fault_of_ours_is_told_and_loses_nothing() -> None:
    bench = Bench(ScriptedRoute())
    bench.route.script = [ValueError("broken")]  # type: ignore[list-item]
    await bench.upload()
    assert bench.uploader.problem == "uploading met a fault: ValueError('broken')"
    assert bench.queue.count() == 3


@pytest.mark.parametrize("lost", [{1}, {1, 2, 3}, {2}])
async def test_a_lost_answer_does_not_send_a_frame_twice(lost: set[int]) -> None:
    bench = Bench(ScriptedRoute(lost=lost))
    await bench.upload()
    assert Counter(bench.route.arrived).most_common(1)[0][1] == 1
    assert len(bench.route.arrived) == 3


async def test_asking_for_the_same_again_makes_the_next_attempt_at_once() -> None:
    bench = Bench(ScriptedRoute([OFFLINE]))
    bench.sleeps_for_ever()
    bench.uploader.start(UploadRequest())
    await bench.asleep.wait()
    assert (bench.uploader.problem, bench.uploader.next_attempt_seconds) == ("no network", 1.5)
    with pytest.raises(ConfigError, match="stop_upload ends it"):
        bench.uploader.start(UploadRequest(limit=7))
    bench.uploader.start(UploadRequest())
    await asyncio.wait_for(bench.uploader.settled(), 10)
    assert bench.uploader.state == "done"


async def test_stopping_gives_back_what_was_not_sent_and_ends_the_request(tmp_path: Path) -> None:
    bench = Bench(ScriptedRoute([OFFLINE]), tmp_path)
    bench.sleeps_for_ever()
    bench.uploader.start(UploadRequest())
    await bench.asleep.wait()
    assert bench.queue.lease(0.0, "belt") is not None, "the others are available"
    await bench.uploader.stop()
    assert (bench.uploader.state, bench.transaction.kept_back) == ("stopped", 0)
    assert Journal(tmp_path).read().request is None
    assert Journal(tmp_path).read().sending == ""
    await bench.upload()
    assert len(bench.route.arrived) == 2, "the one that was handed out meanwhile is somebody else's"


async def test_a_frame_in_doubt_is_nobodys_until_the_next_upload_finds_out(tmp_path: Path) -> None:
    bench = Bench(ScriptedRoute(lost={1}), tmp_path)
    bench.route.gate = asyncio.Event()
    bench.uploader.start(UploadRequest())
    await bench.route.begun.wait()
    await bench.uploader.stop()
    bench.route.arrived.append(bench.transaction.entry.sending)
    assert bench.transaction.kept_back == 1
    handed_out = [bench.queue.lease(0.0) for _ in range(3)]
    assert sum(lease is not None for lease in handed_out) == 2
    for lease in handed_out:
        if lease is not None:
            bench.queue.give_back(lease.number)
    bench.route.gate = None
    await bench.upload()
    assert (bench.queue.count(), len(bench.route.arrived), len(set(bench.route.arrived))) == (0, 3, 3)


async def test_a_closed_service_goes_on_when_it_is_opened_again(tmp_path: Path) -> None:
    request = UploadRequest(dataset_id="d", tags=(), limit=3)
    first = Bench(ScriptedRoute([None, OFFLINE]), tmp_path)
    first.sleeps_for_ever()
    first.uploader.start(request)
    await first.asleep.wait()
    await first.uploader.close()
    second = Bench(ScriptedRoute(), tmp_path, frames=0)
    assert second.transaction.entry.request == request
    second.uploader.resume()
    await asyncio.wait_for(second.uploader.settled(), 10)
    assert (second.transaction.entry.uploaded, second.uploader.state) == (3, "done")
    assert len({*first.route.arrived, *second.route.arrived}) == 3
    assert Journal(tmp_path).read().request is None


class ClosingFiles(QuickFiles):
    """From the n-th time on that a frame is to be removed, none can be; the folder says so only where `is_honest`."""

    def __init__(self, closes_at: int, is_honest: bool) -> None:
        self.left, self.is_honest = closes_at, is_honest

    def remove(self, path: Path) -> None:
        self.left -= path.suffix == ".json"
        if self.left <= 0:
            raise read_only()
        super().remove(path)

    def may_change(self, folder: Path) -> bool:
        return self.left > 0 or not self.is_honest


@pytest.mark.parametrize("closes_at", [0, 1, 2])
@pytest.mark.parametrize("is_honest", [True, False])
async def test_while_the_disk_keeps_what_has_arrived_no_other_frame_goes_and_none_goes_twice(
    tmp_path: Path, closes_at: int, is_honest: bool
) -> None:
    disk = ClosingFiles(closes_at, is_honest)
    first = Bench(ScriptedRoute(), tmp_path, files=disk)
    first.sleeps_for_ever()
    first.uploader.start(UploadRequest())
    await asyncio.wait_for(first.asleep.wait(), 10)
    assert (first.uploader.state, "cannot be removed" in first.uploader.problem) == ("waiting", True)
    sent = list(first.route.arrived)
    assert len(sent) == (closes_at if is_honest else max(closes_at, 1))
    first.uploader.start(UploadRequest())
    await asyncio.sleep(0.05)
    assert first.route.arrived == sent
    await first.uploader.close()
    second = Bench(ScriptedRoute(arrived=list(sent)), tmp_path, frames=0)  # after a kill, on a disk that works
    second.uploader.resume()
    await asyncio.wait_for(second.uploader.settled(), 10)
    assert len(second.route.arrived) == len(set(second.route.arrived)) == 3
    assert (second.uploader.state, second.uploader.problem, second.queue.count()) == ("done", "", 0)


async def test_an_upload_goes_on_by_itself_once_the_disk_lets_frames_be_removed(tmp_path: Path) -> None:
    disk = ClosingFiles(2, is_honest=False)
    bench = Bench(ScriptedRoute(), tmp_path, files=disk)
    sleep = bench.time.sleep

    async def sleep_three_times(seconds: float) -> None:
        disk.left = 99 if len(bench.time.sleeps) == 2 else disk.left
        await sleep(seconds)

    bench.time.sleep = sleep_three_times  # type: ignore[method-assign]
    bench.uploader = Uploader(bench.transaction, lambda: bench.route, ports_for(bench.time, bench.told))
    await bench.upload()
    assert len(bench.route.arrived) == len(set(bench.route.arrived)) == 3
    texts = [notice.text for notice in bench.told]
    assert texts[0].startswith("uploading waits: a frame that has arrived cannot be removed from the disk: Read-only")
    assert texts[1:] == ["uploading goes on", "uploaded 3 hard frames"]


async def test_nothing_is_resumed_where_nothing_was_asked(tmp_path: Path) -> None:
    bench = Bench(ScriptedRoute(), tmp_path)
    bench.uploader.resume()
    await bench.uploader.settled()
    await bench.uploader.close()
    assert (bench.uploader.state, bench.route.arrived) == ("idle", [])


@given(failures=st.integers(1, 10**6), chance=st.floats(0, 1, exclude_max=True))
def test_waits_lie_between_half_and_all_of_what_doubles_up_to_the_cap(failures: int, chance: float) -> None:
    longest = min(600.0, 2.0 * 2.0 ** min(failures - 1, 60))
    assert longest / 2 <= Backoff().seconds(failures, lambda: chance) <= longest


def test_a_fleet_does_not_come_back_in_one_instant() -> None:
    waits = {Backoff().seconds(20, lambda n=n: n / 100) for n in range(100)}
    assert len(waits) == 100
    assert max(waits) - min(waits) > 290
