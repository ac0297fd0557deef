"""One vision service with all the cameras it sees: the object that a service records into."""

import contextlib
import threading
from collections.abc import Generator

from driftwatch.errors import ConfigError
from driftwatch.monitoring.agreement import Agreement
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.records import StreamKey
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.store import Store
from driftwatch.watch.clock import Clock
from driftwatch.watch.inbox import ShadowComparison
from driftwatch.watch.reviews.board import QualityBoard
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from driftwatch.watch.shadow.comparison_store import ComparisonStore, ModelPair
from driftwatch.watch.shadow.served import ServedCounts
from driftwatch.watch.stream_watch import Round, StreamWatch

_STREAM_LIMIT = 64  # cameras of one service; a caller that invents camera names must not fill the memory


class VisionWatch:
    """Made by the registry; `attach`ed while a vision service of its name is there. changed: when that last changed.

    `record`, `frame_failed`, `frame_frozen` and `compared` take microseconds, never wait and never raise: whatever goes
    wrong with statistics is logged, and the caller's answer goes out all the same.
    """

    def __init__(self, service: str, clock: Clock) -> None:
        self.service = service
        self.attached = False
        self.changed = float("-inf")
        self.doubt = ""
        self.overlooked = 0
        self.share = 1.0
        self.store: Store | None = None
        self.shadow = ComparisonStore(lambda: clock().wall)
        self.quality = QualityBoard()
        self._clock = clock
        self._streams: dict[str, StreamWatch] = {}
        self._sensors: dict[str, DriftSensorSettings] = {}
        self._lock = threading.RLock()
        self._notify: Notify = lambda _: None
        self._settings = WatchSettings()
        self._model = ModelIdentity("")
        self._camera = ""
        self._broken = ""

    def attach(
        self, model: ModelIdentity, settings: WatchSettings, store: Store, notify: Notify, camera: str = ""
    ) -> None:
        """A vision service of this name was built. Streams that were there go on with what has not changed for them.

        camera: its default one, which is also the one that is meant where none is named; "" for none.
        """
        with self._lock:
            self._model, self._settings, self.store, self._notify = model, settings, store, notify
            self._camera = camera
            self.attached = True
        now = self._clock()
        self.changed = now.monotonic
        for stream in self.streams:
            stream.attach(store, model, settings, now)

    def detach(self) -> None:
        """The vision service was closed: writes what there is and waits up to two seconds until it is on disk."""
        with self._lock:
            if not self.attached or self.store is None:
                return
            self.attached = False
        now = self._clock()
        self.changed = now.monotonic
        for stream in self.streams:
            stream.close(now)
        self.store.flush(now)

    def write(self, now: Moment) -> None:
        """Hands what was counted to the store, the minute that is going on included, and goes on."""
        if self.attached:
            for stream in self.streams:
                stream.close(now)

    def subscribe(self, sensor: str, settings: DriftSensorSettings) -> None:
        """From now on windows are kept for the drift sensor of this name, also of cameras not seen yet."""
        with self._lock:
            self._sensors[sensor] = settings
            for stream in self.streams:
                _feed(stream, sensor, settings)

    def record(self, observation: Observation) -> None:
        """Takes one inference, whoever asked for it; a frame that is the one before again is only counted as frozen."""
        if stream := self._stream(observation.stream):
            stream.record(observation)

    def frame_failed(self, camera: str, reason: str) -> None:
        """A frame could not be fetched, decoded or understood. reason: one line.

        A camera that has never given a frame is not counted unless it is the service's own: a caller's slip in a name
        makes no camera.
        """
        known = camera in self._streams or camera in ("", self._camera)
        if known and (stream := self._stream(camera)):
            stream.frame_failed(self._clock(), reason)

    def frame_frozen(self, camera: str) -> None:
        """The camera gave the same bytes again and no inference was made; where one was made, `record` finds out."""
        if stream := self._stream(camera):
            stream.frame_frozen(self._clock())

    def passed_over(self, frames: int) -> None:
        """How many frames capture has not looked at so far, because the machine was too busy."""
        with self._lock:
            self.overlooked = frames
            for stream in self.streams:
                stream.overlooked = frames

    def watched_share(self, share: float) -> None:
        """The part (0 to 1) of the last minute's turns of `watch_hz` that was looked at."""
        with self._lock:
            self.share = share
            for stream in self.streams:
                stream.share = share

    def doubted(self, text: str) -> None:
        """Why the model is probably read wrong, one line; "" while nothing points to it."""
        with self._lock:
            self.doubt = text
            for stream in self.streams:
                stream.doubt = text

    def compared(self, camera: str, pairing: ModelPair, counts: Agreement, served: ServedCounts | None = None) -> None:
        """What a candidate model said of a frame, or that it was not shown it, or failed."""
        self.shadow.add(camera, pairing, counts, served)
        if stream := self._stream(camera):
            stream.compared(ShadowComparison(self._clock(), pairing.live, pairing.candidate, counts))

    @property
    def retention(self) -> RetentionSettings:
        """How long the service wants its statistics kept."""
        return self._settings.retention

    @property
    def model(self) -> ModelIdentity:
        """The service's own; nameless before it is there."""
        return self._model

    @property
    def camera(self) -> str:
        """The service's default camera, "" for none."""
        return self._camera

    @property
    def counts(self) -> bool:
        """Whether statistics are switched on."""
        return self._settings.statistics.enabled

    @property
    def streams(self) -> tuple[StreamWatch, ...]:
        return tuple(self._streams.values())

    def stream(self, camera_name: str) -> StreamWatch | None:
        """The stream of `camera_name`; "": the service's own camera, else the only one. None before its first frame.

        Raises ConfigError where "" could mean several.
        """
        if camera_name or self._camera:
            return self._streams.get(camera_name or self._camera)
        cameras = [name for name in self._streams if name]
        if len(cameras) > 1:
            seen = ", ".join(sorted(cameras))
            raise ConfigError([f'camera_name: "{self.service}" sees several cameras, name one of: {seen}'])
        return self._streams.get(cameras[0] if cameras else "")

    @contextlib.contextmanager
    def set_aside(self) -> Generator[None, None, None]:
        """Within, the store's file may be changed under the streams of this service; see StreamWatch.set_aside."""
        now = self._clock()
        with contextlib.ExitStack() as aside:
            for stream in self.streams:
                aside.enter_context(stream.set_aside(now))
            yield

    def forget(self, camera: str) -> None:
        """Forgets a camera that is gone, after its rows were moved or deleted."""
        with self._lock:
            self._streams.pop(camera, None)

    def work(self, now: Moment) -> bool:
        """One round of counting; whether something was handed to the store. For one thread."""
        if not self.attached:
            return False
        rounds = [self._work(stream, now) for stream in self.streams]
        for notice in (notice for one in rounds for notice in one.notices):
            self._notify(notice)
        return any(one.stored for one in rounds)

    def _work(self, stream: StreamWatch, now: Moment) -> Round:
        try:
            return stream.work(now)
        except Exception as error:  # a fault in one stream must not end the thread that counts for all
            if repr(error) == self._broken:
                return Round(stored=False)
            self._broken = repr(error)
            text = f'statistics of "{self.service}" met a fault: {error!r}'
            return Round(stored=False, notices=(Notice("warning", text),))

    def _stream(self, camera: str) -> StreamWatch | None:
        """None where statistics are switched off, or a caller invents camera names without end."""
        stream = self._streams.get(camera)
        if stream is not None or not self._settings.statistics.enabled or not self.attached:
            return stream if self._settings.statistics.enabled else None
        with self._lock:
            if camera not in self._streams and len(self._streams) < _STREAM_LIMIT and self.store is not None:
                key = StreamKey(self.service, camera)
                stream = StreamWatch(key, self.store, self._model, self._settings, self._clock())
                stream.doubt, stream.overlooked, stream.quality = self.doubt, self.overlooked, self.quality
                stream.share = self.share
                for name, sensor in self._sensors.items():
                    _feed(stream, name, sensor)
                self._streams[camera] = stream
            return self._streams.get(camera)


def _feed(stream: StreamWatch, sensor: str, settings: DriftSensorSettings) -> None:
    if settings.camera_name in ("", stream.stream.camera):
        stream.feed(sensor, settings.window_minutes)
