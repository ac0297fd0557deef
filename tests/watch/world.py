"""A machine in a test: a clock that only moves when told, a state folder, a vision service that is watched."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.monitoring.settings import AlertSettings
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.health import Notice, StoreError
from driftwatch.storage.ownership import Owners
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.vision_watch import VisionWatch

START = 1_790_000_040.0  # a whole minute
_BREATH = 500  # rounds; a clock that runs away from the disk fills the store's backlog, which then refuses records
MODEL = ModelIdentity("faces", "1", "ab" * 32)
BOX = Box(0.1, 0.1, 0.4, 0.4)
STRICT = AlertSettings(low_confidence_rate=0.3, minimum_objects=1)
"""An owner's own limit: an alarm, and also for one object that stays."""


@dataclass
class FakeClock:
    wall: float = START
    monotonic: float = 1000.0

    def __call__(self) -> Moment:
        return Moment(self.wall, self.monotonic)

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


@dataclass
class World:
    folder: Path | None
    settings: WatchSettings = field(default_factory=lambda: WatchSettings(alert=STRICT))
    clock: FakeClock = field(default_factory=FakeClock)
    notices: list[Notice] = field(default_factory=list[Notice])
    frames: int = 0
    camera: str = ""
    owners: Owners = field(default_factory=Owners)

    def __post_init__(self) -> None:
        self.registry = WatchRegistry(self.clock, thread=False, owners=self.owners)
        self.build()

    def kill(self) -> None:
        """What is not committed is gone, and the system takes the file's locks away."""
        for store in self.registry.stores:
            with contextlib.suppress(StoreError, sqlite3.Error):
                store.ask(lambda connection: connection.close())
        self.owners.close()

    def start(self, model: ModelIdentity = MODEL) -> None:
        """The module starts and builds the vision service; one that ran before was killed."""
        self.kill()
        self.registry = WatchRegistry(self.clock, thread=False, owners=self.owners)
        self.build(model)

    def build(self, model: ModelIdentity = MODEL) -> VisionWatch:
        places = (self.folder,) if self.folder else ()
        self.watch = self.registry.attach("vision", model, self.settings, places, self.notices.append, self.camera)
        return self.watch

    @property
    def stream(self) -> StreamWatch:
        stream = self.watch.stream("cam")
        assert stream is not None
        return stream

    def observation(self, *confidences: float, model: ModelIdentity = MODEL, label: str = "face") -> Observation:
        self.frames += 1
        answer = Answer(Size(640, 480), tuple(Detection(BOX, label, c) for c in confidences))
        return Observation("cam", self.clock(), model, answer, sha256(b"%d" % self.frames).hexdigest())

    def see(
        self,
        minutes: float,
        confidences: Sequence[float] | Callable[[int], Sequence[float]] = (0.9,),
        every: float = 10.0,
        model: ModelIdentity = MODEL,
    ) -> None:
        """A frame every `every` seconds, and a round of work after each."""
        for index in range(round(minutes * 60 / every)):
            values = confidences(index) if callable(confidences) else confidences
            self.watch.record(self.observation(*values, model=model))
            self.clock.pass_by(every)
            self.registry.work(self.clock())
            if index % _BREATH == _BREATH - 1:
                self.registry.stores[0].flush(self.clock(), timeout=20)

    def wait(self, seconds: float) -> None:
        """Nothing happens but rounds of work."""
        self.clock.pass_by(seconds)
        self.registry.work(self.clock())


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.registry.close()
