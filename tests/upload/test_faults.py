"""Whatever breaks, and whenever: every frame arrives exactly once, and nothing is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from driftwatch.capture.files import Files
from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.settings import QueueSettings
from driftwatch.services.upload_routes.app_route import AppRoute
from driftwatch.services.upload_routes.machine_route import MachineRoute
from driftwatch.upload.journal import Journal
from driftwatch.upload.request import UploadRequest
from driftwatch.upload.route import Route
from driftwatch.upload.staging import Staging
from driftwatch.upload.transaction import Transaction
from driftwatch.upload.uploader import Uploader
from tests.capture.failing import FailingFiles, Killed
from tests.capture.making import kept
from tests.fake_app import app as fake_app
from tests.fake_app import machine as fake_machine
from tests.fake_app.proxy import Fault, Proxy, proxied
from tests.upload.making import QueueSource, QuickFiles, Time, filled, jpeg, ports_for, settings_for

NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # an example takes a second at worst
PATIENCE = 0.2  # seconds that a call may take here

_FAULTS = st.one_of(
    st.builds(Fault, up=st.integers(0, 2500)),
    st.builds(Fault, down=st.integers(0, 900)),
    st.just(Fault(is_silent=True)),
    st.builds(Fault, delay=st.just(0.002), piece=st.just(200), up=st.integers(0, 2500)),
)


@dataclass
class Trouble:
    """faults: of the lines, in turn. lost: numbers of the files after whose storing every line is cut, from 1.

    outdated: numbers of the files after whose storing no token is valid any more.
    """

    faults: list[Fault] = field(default_factory=list[Fault])
    lost: frozenset[int] = frozenset()
    outdated: frozenset[int] = frozenset()


class Scene:
    """A service with its queue, and what it uploads to, on either side of a line that breaks."""

    def __init__(self, folder: Path, is_by_app: bool) -> None:
        self.folder = folder
        self.is_by_app = is_by_app
        self.app = fake_app.FakeApp()
        self.machine = fake_machine.FakeMachine()
        self.time = Time()

    async def run(self, trouble: Trouble, play: Callable[[Proxy], Awaitable[None]]) -> None:
        async with AsyncExitStack() as stack:
            serving = fake_app.serving(self.app) if self.is_by_app else fake_machine.serving(self.machine)
            line = await stack.enter_async_context(proxied(await stack.enter_async_context(serving)))
            line.faults = list(trouble.faults)

            def stored() -> None:
                if len(self.app.stored) in trouble.outdated:
                    self.app.tokens.clear()
                if len(self.arrived) in trouble.lost:
                    line.cut()

            self.app.after_store = self.machine.after_upload = stored
            await play(line)

    @property
    def arrived(self) -> list[bytes]:
        return self.app.images if self.is_by_app else self.machine.images

    async def upload(self, line: Proxy, queue: Queue, files: Files) -> Uploader:
        """One life of the service, up to where the upload ends."""
        staging = Staging(self.folder / "uploading", files)
        transaction = Transaction(QueueSource(queue), Journal(self.folder, files))
        transaction.restore("app" if self.is_by_app else "machine", lambda _: False)
        client = fake_machine.Client(line.port)

        def route() -> Route:
            if self.is_by_app:
                return AppRoute(settings_for(line.port), "people", lambda _: PATIENCE, PATIENCE)
            return MachineRoute(lambda: client, staging, lambda _: PATIENCE)

        uploader = Uploader(transaction, route, ports_for(self.time))
        try:
            uploader.resume()
            if not uploader.is_running:
                uploader.start(UploadRequest())
            await asyncio.wait_for(uploader.settled(), 60)
            assert uploader._task is not None
            if (death := uploader._task.exception()) is not None:
                raise death
        finally:
            client.channel.close()
        return uploader


@pytest.mark.parametrize("is_by_app", [True, False], ids=["app", "machine"])
@given(
    frames=st.integers(1, 4),
    faults=st.lists(_FAULTS, max_size=6),
    lost=st.frozensets(st.integers(1, 4)),
    outdated=st.frozensets(st.integers(1, 4)),
)
@settings(max_examples=20, deadline=None, phases=NO_SHRINKING)
def test_whatever_breaks_on_the_line_each_frame_arrives_once(
    is_by_app: bool,
    tmp_path_factory: pytest.TempPathFactory,
    frames: int,
    faults: list[Fault],
    lost: frozenset[int],
    outdated: frozenset[int],
) -> None:
    scene = Scene(tmp_path_factory.mktemp("scene"), is_by_app)
    images = [jpeg(n) for n in range(frames)]
    queue = filled(scene.folder / "queue", images)

    async def play(line: Proxy) -> None:
        assert (await scene.upload(line, queue, QuickFiles())).state == "done"

    asyncio.run(scene.run(Trouble(faults, lost, outdated), play))
    assert sorted(scene.arrived) == sorted(images)
    assert queue.count() == 0


@pytest.mark.parametrize(
    ("is_by_app", "lost"),
    [
        pytest.param(True, frozenset({1}), id="app-cut"),
        pytest.param(False, frozenset[int](), id="machine-sound"),
        pytest.param(True, frozenset[int](), id="app-sound", marks=pytest.mark.slow),
        pytest.param(False, frozenset({1}), id="machine-cut", marks=pytest.mark.slow),
    ],
)
def test_a_process_that_is_killed_at_any_instant_neither_loses_nor_repeats_a_frame(
    tmp_path: Path, is_by_app: bool, lost: frozenset[int]
) -> None:
    """Killed at its n-th operation on the disk, for every n until it ends before."""
    images = [jpeg(n) for n in range(2)]
    for n in count(1):
        scene = Scene(tmp_path / str(n), is_by_app)
        filled(scene.folder / "queue", images)
        dying = FailingFiles(lambda operation, last=n: Killed() if operation >= last else None)
        deaths: list[bool] = []

        async def play(line: Proxy, scene: Scene = scene, dying: Files = dying, deaths: list[bool] = deaths) -> None:
            try:
                first = await scene.upload(line, Queue(QueueSettings(), scene.folder / "queue", dying), dying)
                deaths.append(first.state != "done")
            except Killed:
                deaths.append(True)
            await scene.upload(line, Queue(QueueSettings(), scene.folder / "queue", QuickFiles()), QuickFiles())

        asyncio.run(scene.run(Trouble(lost=lost), play))
        assert sorted(scene.arrived) == sorted(images), f"killed at operation {n}"
        if deaths == [False]:
            assert n > 10
            return


async def test_days_offline_cost_nothing_but_the_frames_that_find_no_room(tmp_path: Path) -> None:
    scene = Scene(tmp_path, is_by_app=True)
    queue = Queue(QueueSettings(max_frames=50), tmp_path / "queue", QuickFiles())
    begun = scene.time.now
    kept_so_far = 0

    async def play(line: Proxy) -> None:
        port = line.port
        await line.close()
        sleep = scene.time.sleep

        async def sleep_and_keep(seconds: float) -> None:
            nonlocal kept_so_far
            queue.put(kept(kept_so_far, value=0.5, data=jpeg(kept_so_far)), scene.time.now)
            kept_so_far += 1
            assert queue.count() <= 50
            if scene.time.now - begun > 2 * 86_400 and line.port == port and not line.is_open:
                await line.open()
            await sleep(seconds)

        scene.time.sleep = sleep_and_keep  # type: ignore[method-assign]
        queue.put(kept(10_000, value=0.9, data=jpeg(10_000)), 0.0)
        assert (await scene.upload(line, queue, QuickFiles())).state == "done"

    await scene.run(Trouble(), play)
    assert kept_so_far > 2 * 86_400 / 600
    # A call that takes longer than PATIENCE here is tried again, and meanwhile one more frame is kept.
    assert len(scene.arrived) >= 50
    assert jpeg(10_000) in scene.arrived
    assert len(set(scene.arrived)) == len(scene.arrived) == kept_so_far + 1 - sum(queue.status().dropped.values())
    assert max(scene.time.sleeps) <= 600
