"""One life of a vision service with everything on, under faults, until it is killed or ends in good order."""

import asyncio
import contextlib
import functools
import logging
import threading
from collections.abc import Awaitable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from driftwatch.attributes import VisionAttributes
from driftwatch.capture.queue.sought import Sought
from driftwatch.config.reader import read
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine import hand_over
from driftwatch.engine.alert_notifier import AlertNotifier
from driftwatch.engine.deliveries import Deliveries
from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.engine.opening import open_engine
from driftwatch.engine.ports import EnginePorts
from driftwatch.engine.vision_engine import VisionEngine
from driftwatch.errors import ConfigError, DriftwatchError, ModelError
from driftwatch.notify.message import Place
from driftwatch.notify.settings import NotifySettings
from driftwatch.storage.health import Notify
from driftwatch.upload import uploads
from driftwatch.upload.uploader import UploadPorts
from driftwatch.upload.uploads import UploadContext, Uploads
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import DriftSensorSettings
from tests.faults.campaign import faults as kinds
from tests.faults.campaign.disk import Disk
from tests.faults.campaign.faults import Faults
from tests.faults.campaign.hand_clock import HandClock
from tests.faults.campaign.saying import say, watched
from tests.faults.campaign.world import App, Cameras, Listener, Models

STEP: Final = 10.0
"""Seconds of its clock between two frames."""

MINUTE: Final = 6
"""Frames."""

_PATIENCE: Final = 0.05  # seconds that a camera may take
_OFFLINE: Final = (20, 60)  # between these frames there is no network, and hours pass from one to the next
_FEW: Final = 6  # threads and descriptors that may come and go

_BUDGET: Final = {
    "per_minute": 10_000,
    "per_hour": 100_000,
    "per_day": 1_000_000,
    "burst": 1000,
    "cooldown_seconds": 0,
    "reserved": 0,
    "duplicate_difference": 0,
}


@dataclass
class _Owner:
    name: str = "v"
    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("life"))


class _Told(logging.Handler):
    """What an owner reads."""

    def emit(self, record: logging.LogRecord) -> None:
        say("told", record.getMessage()[:300])


@dataclass(frozen=True, slots=True)
class Site:
    """folder: of the state. memory: what Viam's app remembers. model: a file. begun: what its clock shows."""

    folder: Path
    memory: Path
    model: Path
    begun: float


class Life:
    """Made and run in a process of its own; what it has acknowledged, it says."""

    def __init__(self, site: Site, seed: int, faults: Faults) -> None:
        self._site, self._faults, self._chance = site, faults, Random(seed)
        self._disk = Disk(site.folder, faults, self._chance)
        self._disk.prepare()
        self._clock = HandClock(site.begun, faults, self._chance)
        self._cameras = Cameras(faults, self._chance)
        self._models = Models(site.model, faults, self._chance)
        self._app = App(site.memory, faults, self._chance)
        self._registry = WatchRegistry(self._clock, thread=False)
        notified = NotifySettings(resource="listener", command={"text": "{text}"})
        settings = DriftSensorSettings("v", window_minutes=1, notify=notified)
        self._sensor = DriftSensorView("drift", settings, self._registry)
        lines = {"resource": Listener(faults, self._chance)}
        place = Place("machine", "drift", "v", "cam")
        watch = self._registry.watch("v")
        self._notifier = AlertNotifier(place, settings, watch, lines, _Owner().logger, self._clock)
        self._engine: VisionEngine | None = None
        self._most: tuple[int, int] | None = None
        self._looked_at: EncodedImage | None = None

    async def live(self, frames: int) -> None:
        """That many, and then it ends in good order."""
        self._engine = await self._opened()
        say("begun")
        for number in range(frames):
            await self._step(number)
        self._disk.calm()
        await self._ended(self._engine.close())
        with watched("the end of the process"):
            await asyncio.to_thread(self._registry.close)
        say("ended")

    async def _opened(self) -> VisionEngine:
        given: dict[str, Any] = {
            "mlmodel_name": "m",
            "camera_name": "cam",
            "capture": {"samplers": {"low_confidence": {}}, "budget": _BUDGET},
            "review": {"frames_per_week": 20_000, "look_for_misses": 0, "blind_repeats": 0},
            "shadow": {"mlmodel_name": "next"},
            "state_dir": str(self._site.folder),
        }
        if kinds.OFFLINE in self._faults:
            given["capture"]["queue"] = {"max_frames": 30}
        if kinds.ALARMS in self._faults:
            given["alert"] = {
                "low_confidence_rate": 0.3,
                "window_minutes": 1,
                "minimum_detections": 5,
                "minimum_objects": 1,
            }
        ports = EnginePorts(self._registry, self._cameras, self._models, self._uploads)
        while True:  # as viam-server does, where the model talks nonsense at the start, or is not there
            with watched("the start of a service"):
                try:
                    return await open_engine(_Owner(), read(VisionAttributes, given).value, ports)
                except ModelError as problem:
                    say("refused", "start", str(problem)[:100])

    async def _uploads(
        self, service: str, attributes: VisionAttributes, hard_frames: HardFrames | None, notify: Notify
    ) -> Uploads | None:
        assert hard_frames is not None
        return await Uploads.open(
            UploadContext(hard_frames.folder, self._app, notify, files=hard_frames.files), hard_frames
        )

    async def _step(self, number: int) -> None:
        self._time_passes(number)
        self._disk.pass_by()
        if kinds.RECONFIGURED in self._faults and self._chance.random() < 0.15:
            await self._reconfigured()
        await self._frame()
        self._registry.work(self._clock())
        if number % MINUTE == 0:  # a minute of its clock takes milliseconds: the disk is given that time
            await asyncio.to_thread(self._store_settles)
        if number % 3 == 0:
            await self._collected()
        if number % 11 == 0:
            await self._asked({"command": "upload"})
        if number % 13 == 0:
            await self._reviewed()
        with watched("a round of the alerts"):
            await self._notifier.round()
        with watched("the readings"), contextlib.suppress(ConfigError):
            self._sensor.readings()

    def _time_passes(self, number: int) -> None:
        self._clock.passes(STEP)
        if kinds.OFFLINE in self._faults:
            self._app.is_reachable = not _OFFLINE[0] <= number % 100 < _OFFLINE[1]
            if not self._app.is_reachable:
                self._clock.passes(3600.0)

    async def _frame(self) -> None:
        assert self._engine is not None
        with watched("a frame"):
            try:
                await self._engine.infer_from_camera("cam", None, _PATIENCE)
            except DriftwatchError:
                return
        say("frozen" if self._cameras.last is self._looked_at else "frame")  # again, or for the first time
        self._looked_at = self._cameras.last

    async def _reconfigured(self) -> None:
        """With a call under way, which may be answered or not."""
        assert self._engine is not None
        engine, call = self._engine, None
        if self._chance.random() < 0.5:
            say("maybe")
            call = asyncio.ensure_future(engine.infer_from_camera("cam", None, _PATIENCE))
            await asyncio.sleep(0)
        await self._ended(engine.close())
        if call is not None:
            await asyncio.wait([call])
            call.exception()
            self._looked_at = self._cameras.last
        self._clock.passes(1.0)  # a frame that is repeated is not of the same instant
        self._engine = await self._opened()
        say("rebuilt")
        self._look_for_leaks()

    async def _ended(self, closing: Awaitable[None]) -> None:
        with watched("the end of a service"):
            await closing

    def _look_for_leaks(self) -> None:
        now = threading.active_count(), len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self").exists() else 0
        if self._most is None:
            self._most = now
        if any(there > most + _FEW for there, most in zip(now, self._most, strict=True)):
            say("leak", *now, *self._most)

    def _store_settles(self) -> None:
        for store in self._registry.stores:
            store.flush(self._clock())

    async def _collected(self) -> None:
        """As the data manager does: one hard frame, and every window that there is."""
        assert self._engine is not None
        hard = self._engine._processor.sinks.hard_frames
        assert hard is not None
        await self._kept(hard)
        with self._all_is_well(), contextlib.suppress(DriftwatchError), watched("a collector's call"):
            say("maybe")
            delivery = await self._engine.hard_frame("cam", None, _PATIENCE)
            if delivery is not None:
                async with delivery.sending():
                    say("given", delivery.kept.record.id)
                say("settled", delivery.kept.record.id)
        self._looked_at = self._cameras.last
        with contextlib.suppress(ConfigError):
            while True:
                with watched("a window"):
                    window = await asyncio.to_thread(self._sensor.next_window)
                if window is None:
                    break
                say("window", window["frames"])

    async def _kept(self, hard: HardFrames) -> None:
        """Says which frames are on disk, where none is in memory alone."""
        await asyncio.wrap_future(hard.settled())
        await asyncio.wrap_future(hard.written())
        waiting = hard.listing(Sought("cam"), 0, 1000).frames
        status = hard.status().queue  # after it: another may come meanwhile, as soon as the candidate has answered
        say("dropped", sum(status.dropped.values()))
        if status.in_memory or hard.folder is None:
            return
        for one in waiting:
            say("stored", one.record.id)

    @contextlib.contextmanager
    def _all_is_well(self) -> Generator[None, None, None]:
        """A collector's call looks at a frame of its own, and nobody says how that went."""
        model = self._models.last
        assert model is not None
        self._cameras.is_calm = model.is_calm = True
        try:
            yield
        finally:
            self._cameras.is_calm = model.is_calm = False

    async def _reviewed(self) -> None:
        answer = await self._asked({"command": "review_next", "reviewer": "Anna", "count": 1, "image": False})
        for frame in (answer or {}).get("frames", ()):
            given = {"command": "review_submit", "review": frame["review"], "reviewer": "Anna"}
            boxes = [{"verdict": "right"} for _ in frame["boxes"]]
            if await self._asked({**given, "boxes": boxes}) is not None:
                say("reviewed", frame["review"])

    async def _asked(self, command: dict[str, Any]) -> dict[str, Any] | None:
        assert self._engine is not None
        with watched(f"the command {command['command']}"):
            try:
                return await self._engine.command(command)
            except DriftwatchError as problem:
                say("refused", command["command"], str(problem)[:200])
                return None


def _hurry() -> None:
    """What waits for other computers waits less."""
    hand_over.Deliveries = functools.partial(Deliveries, settle=0.005, hold=0.0, gap=0.0)  # type: ignore[misc]
    sleep = asyncio.sleep

    async def short(seconds: float) -> None:
        await sleep(min(seconds, 0.01))

    uploads.UploadPorts = functools.partial(UploadPorts, sleep=short)  # type: ignore[misc]


def run(site: Site, seed: int, faults: Faults, frames: int) -> None:
    """The life of this process."""
    logging.basicConfig(handlers=[_Told()], level=logging.INFO)
    _hurry()
    asyncio.run(Life(site, seed, faults).live(frames))
