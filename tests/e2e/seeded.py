"""What a machine has stored after days of watching: written by the module's own watch, under a clock of ours.

Every hour of every day is alike, and today is a working day of its place, so that no test depends on the hour or the
weekday at which it runs: of two weekends a label's counts are no measure yet.
"""

import shutil
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from json import dumps, loads
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

from driftwatch import names
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.inference.identity import file_sha256
from driftwatch.monitoring.accumulator import MinuteAccumulator
from driftwatch.monitoring.settings import ReferenceSettings
from driftwatch.observation import ImageStatistics, ModelIdentity, Observation
from driftwatch.storage.database import FILE_NAME, connect, migrate
from driftwatch.storage.migrations import MIGRATIONS
from driftwatch.storage.records import Batch, MinuteRecord, StreamKey
from driftwatch.storage.store import Store
from driftwatch.watch.image_statistics import image_statistics
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import WatchSettings
from tests.onnx_models import GRID, region_detector
from tests.watch.world import FakeClock

DAYS = 9
"""Eight whole days at least: all kinds of weekdays, and one of them twice."""
LABELS = ("person", "car", "dog")
SURE, UNSURE = 0.95, 0.45
_SIDE, _BLOCK = 384, 16
_CELL = _SIDE // GRID
_BACKGROUND = 60
_SCATTER = 0.25  # by which the model is less sure of some objects
_OFTEN = 0.4  # in which share of the minutes something of a label is there
_FRAMES = 3  # a minute, as far apart as can be
_SPARSE = 15  # of the days that are learned, one minute in fifteen is stored, which is quicker
_BREATH = 240  # minutes after which the store is waited for

Scene = tuple[tuple[int, int, float], ...]
"""What is there: class, row of the grid, and the score that the model gives it."""
Scenes = Callable[[Random], Scene]


def usual(chance: Random, gone: Sequence[str] = ()) -> Scene:
    """Each label is there in some of the minutes, but never those that are `gone`."""
    there = [index for index in range(len(LABELS)) if chance.random() < _OFTEN]
    return tuple((index, chance.randrange(GRID), SURE) for index in there if LABELS[index] not in gone)


def nothing(_: Random) -> Scene:
    return ()


def one_unsure(_: Random) -> Scene:
    """Always the same object at the same place, of which the model is unsure."""
    return ((0, 1, UNSURE),)


def without(label: str) -> Scenes:
    return lambda chance: usual(chance, gone=(label,))


def present() -> float:
    """The minute that is going on, of the machine's clock."""
    return time.time() // 60 * 60


def place() -> ReferenceSettings:
    """Of a place where today is a working day."""
    is_weekend = time.gmtime(present()).tm_wday >= 5
    return ReferenceSettings(timezone="UTC", weekend="thursday-friday" if is_weekend else "saturday-sunday")


@dataclass
class History:
    """What service `name` stored of its own camera and the model "m" in `folder`; its clock is where it ended."""

    folder: Path
    name: str = "usual"
    clock: FakeClock = field(default_factory=lambda: FakeClock(present() - DAYS * 86_400))
    frames: int = 0
    chance: Random = field(default_factory=lambda: Random(7))
    settings: WatchSettings = field(default_factory=lambda: WatchSettings(reference=place()))

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.labels_path, self.state = self.folder / "labels.txt", self.folder / "state"
        self.labels_path.write_text("\n".join(LABELS))
        self.model_path = region_detector(self.folder / "model.onnx")
        self.model = ModelIdentity("m", sha256=file_sha256(self.model_path))

    @property
    def camera(self) -> str:
        return f"{self.name}_camera"

    def copied_to(self, folder: Path, name: str) -> "History":
        """The same past of a service `name`, from which another story may go on."""
        shutil.copytree(self.folder, folder)
        copy = History(folder, name, replace(self.clock), self.frames, settings=self.settings)
        with closing(sqlite3.connect(copy.state / FILE_NAME)) as file, file:
            file.execute("UPDATE stream SET service = ?, camera = ?", (name, copy.camera))
            _change_states(file, lambda body: body["monitor"].update(stream=copy.camera))
        return copy

    def usual_until(self, wall: float) -> None:
        """Usual days, quickly: one minute in fifteen."""
        self.watched(wall, usual, step=_SPARSE)

    def watched(self, wall: float, scenes: Scenes, covered: bool = False, step: int = 1) -> None:
        """The module ran, judged these minutes up to `wall`, and ended in good order. step: minutes."""
        registry = WatchRegistry(self.clock, thread=False)
        watch = registry.attach(self.name, self.model, self.settings, (self.state,), lambda _: None)
        for index, scene in enumerate(self._minutes(wall, scenes, step)):
            for observation in self._seen(scene, covered):
                watch.record(observation)
            registry.work(self.clock())
            if index % _BREATH == _BREATH - 1:
                registry.stores[0].flush(self.clock(), timeout=20)
        registry.close()

    def unjudged(self, wall: float, scenes: Scenes) -> None:
        """The module stored these minutes, and was killed before it saved what it thought of them."""
        counter = MinuteAccumulator(self.camera, self.model, self.settings.statistics)
        minutes = self._minutes(wall, scenes, 1)
        closed = [one for scene in minutes for seen in self._seen(scene) for one in counter.add(seen)]
        closed += counter.close(self.clock())
        store = Store((self.state,), lambda _: None, self.settings.retention)
        key = StreamKey(self.name, self.camera)
        store.submit(Batch(tuple(MinuteRecord(key, self.model, one.rollup) for one in closed)))
        store.close(self.clock(), timeout=20)

    def parts(self, footage: Path, watch_hz: float = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Components and services of a machine that goes on watching, over a camera that shows `footage`."""
        vision = {
            "mlmodel_name": "m",
            "camera_name": self.camera,
            "watch_hz": watch_hz,
            "state_dir": str(self.state),
            "reference": {"timezone": "UTC", "weekend": self.settings.reference.weekend},
        }
        camera, sensor = {"path": str(footage), "fps": 0}, {"vision_name": self.name}
        components = [
            _part(self.camera, "rdk:component:camera", names.REPLAY_CAMERA, camera),
            _part(f"{self.name}_drift", "rdk:component:sensor", names.DRIFT_SENSOR, sensor),
        ]
        return components, [_part(self.name, "rdk:service:vision", names.VISION, vision)]

    def model_part(self) -> dict[str, Any]:
        """The model of all that went on from one past."""
        attributes = {"model_path": str(self.model_path), "label_path": str(self.labels_path), "num_threads": 1}
        return _part("m", "rdk:service:mlmodel", names.ONNX_CPU, attributes)

    def _minutes(self, wall: float, scenes: Scenes, step: int) -> Iterator[Scene]:
        """The scene of every `step`th minute; the clock is at its end when the next one is asked for."""
        while self.clock.wall <= wall - 60:
            yield scenes(self.chance)
            self.clock.pass_by(max(min(60 * (step - 1), wall - self.clock.wall), 0))

    def _seen(self, scene: Scene, covered: bool = False) -> Iterator[Observation]:
        """One minute."""
        image = _statistics(scene, covered, self.chance.randrange(3))
        answer = self._answer(() if covered else scene)
        for _ in range(_FRAMES):
            self.frames += 1
            yield Observation(self.camera, self.clock(), self.model, answer, f"{self.frames:040x}", image)
            self.clock.pass_by(60 / _FRAMES)

    def _answer(self, scene: Scene) -> Answer:
        """As the model says it, a box for each cell."""
        scores = {(column, row): score - self.chance.uniform(0, _SCATTER) for column, row, score in scene}
        detections = [
            Detection(
                Box(column / GRID, row / GRID, (column + 1) / GRID, (row + 1) / GRID),
                LABELS[column],
                scores.get((column, row), _BACKGROUND / 255),
            )
            for row in range(GRID)
            for column in range(GRID)
        ]
        return Answer(Size(_SIDE, _SIDE), tuple(detections))


def _part(name: str, api: str, model: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "api": api, "model": model, "attributes": attributes}


def write_footage(folder: Path, scenes: Sequence[Scene], covered: bool = False) -> Path:
    """A frame of each scene, all of them different."""
    folder.mkdir(parents=True)
    for index, scene in enumerate(scenes):
        (folder / f"{index:03d}.jpg").write_bytes(_jpeg(scene, covered, index))
    return folder


def as_first_schema(folder: Path) -> None:
    """Makes the statistics file in `folder` what a module of schema 1 would have left there."""
    newer, path = folder / "newer.db", folder / FILE_NAME
    path.rename(newer)
    with closing(connect(path)) as old:
        migrate(old, MIGRATIONS[:1])
        old.execute("ATTACH ? AS newer", (str(newer),))
        for (table,) in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table == "review":  # nothing ever wrote to it, and later schemas have none of that name
                continue
            columns = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        _change_states(old, _age_state)
    newer.unlink()


def _age_state(body: dict[str, Any]) -> None:
    """The first schema's states knew nothing of versions before, nor of what was accepted."""
    body.pop("borrows")
    body["monitor"].pop("accepted")


def _change_states(connection: sqlite3.Connection, change: Callable[[dict[str, Any]], None]) -> None:
    for stream, packed in connection.execute("SELECT stream, body FROM detector_state").fetchall():
        body = loads(zlib.decompress(packed))
        change(body)
        changed = zlib.compress(dumps(body).encode())
        connection.execute("UPDATE detector_state SET body = ? WHERE stream = ?", (changed, stream))


@cache
def _statistics(scene: Scene, covered: bool, seed: int) -> ImageStatistics | None:
    return image_statistics(_jpeg(scene, covered, seed))


def _jpeg(scene: Scene, covered: bool, seed: int) -> bytes:
    """A yard of grey blocks in which a lit cell is an object; or the inside of a cover."""
    noise = np.random.default_rng(seed)
    pixels = np.full((_SIDE, _SIDE), float(_BACKGROUND)) if covered else _yard().copy()
    for column, row, score in () if covered else scene:
        cell = slice(row * _CELL, (row + 1) * _CELL), slice(column * _CELL, (column + 1) * _CELL)
        pixels[cell] *= 255 * score / _BACKGROUND
    pixels += noise.normal(0, 2, pixels.shape) + noise.uniform(-2, 2)
    grey = np.clip(pixels, 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))[1].tobytes()


@cache
def _yard() -> "np.ndarray[Any, np.dtype[np.float64]]":
    blocks = np.random.default_rng(1).uniform(-0.12, 0.12, (_SIDE // _BLOCK, _SIDE // _BLOCK)) * _BACKGROUND
    cells = blocks.reshape(GRID, _CELL // _BLOCK, GRID, _CELL // _BLOCK)
    even = (cells - cells.mean(axis=(1, 3), keepdims=True)).reshape(blocks.shape)
    return np.kron(_BACKGROUND + even, np.ones((_BLOCK, _BLOCK)))
