"""What is behind one drift sensor: finds its stream and answers people and the data manager."""

from collections.abc import Iterator, Mapping
from typing import Any

from driftwatch.commands.dispatch import run_stream_command
from driftwatch.engine.watched_stream import WatchedStream
from driftwatch.errors import ConfigError
from driftwatch.observation import Moment
from driftwatch.watch.besides import Besides
from driftwatch.watch.exposition import MetricValue
from driftwatch.watch.metrics import sensor_samples
from driftwatch.watch.readings import live_readings, readings_before_the_first_frame, window_readings
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import DriftSensorSettings
from driftwatch.watch.snapshot import StreamSnapshot
from driftwatch.watch.stream_watch import StreamWatch


class DriftSensorView:
    """Answers people from snapshots alone: no reading waits for the camera, the model or the disk.

    `next_window` may wait for the disk, for a second.

    name: of the sensor; its windows are kept under it and outlive the sensor object.
    Readings, windows and commands raise ConfigError where nothing is counted: the vision service is not there, is not
    of this module, or its statistics are switched off.
    """

    def __init__(self, name: str, settings: DriftSensorSettings, registry: WatchRegistry) -> None:
        self._name = name
        self._settings = settings
        self._registry = registry
        self._watched = WatchedStream(settings.vision_name, settings.camera_name, registry)
        self._watch = self._watched.watch
        self._watch.subscribe(name, settings)
        self._answered: tuple[StreamSnapshot, dict[str, Any]] | None = None

    def readings(self) -> dict[str, Any]:
        """Live values, for people. Raises ConfigError where the service sees several cameras and none is named."""
        stream = self._watched.find()
        process = self._registry.process
        if stream is None:
            now = self._registry.now().monotonic
            return readings_before_the_first_frame(process, now, self._watch.doubt)
        snapshot = stream.snapshot
        # The data manager's capture control asks ten times a second, and a snapshot is new once a second.
        if self._answered is None or self._answered[0] is not snapshot:
            sequence = stream.feed(self._name, self._settings.window_minutes).sequence
            self._answered = (
                snapshot,
                live_readings(snapshot, sequence, self._settings, process, self._besides(stream)),
            )
        return dict(self._answered[1])

    def next_window(self) -> dict[str, Any] | None:
        """The oldest closed window that was not given away yet, for the data manager; None: nothing to store."""
        stream = self._watched.find()
        now = self._registry.now()
        window = stream.take_window(self._name, self._settings.window_minutes, now) if stream else None
        if stream is None or window is None:
            return None
        besides = self._besides(stream)
        return window_readings(window, stream.snapshot, self._settings, self._registry.process, besides)

    def samples(self, announced: Mapping[str, Any]) -> Iterator[MetricValue]:
        """For Prometheus; where the readings are an error, one that says so. announced: readings of the notifier."""
        try:
            stream = self._watched.find()
            readings = {**self.readings(), **announced}
        except ConfigError:
            return sensor_samples(self._name, self._settings.vision_name, None, None)
        snapshot = stream.snapshot if stream else None
        return sensor_samples(self._name, self._settings.vision_name, readings, snapshot)

    def command(self, command: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        """As run_stream_command (which see), about the sensor's own camera where the command names none."""
        self._watched.check()
        return run_stream_command(self._watch, {"camera_name": self._settings.camera_name, **command}, now)

    def _besides(self, stream: StreamWatch) -> Besides:
        is_compared = self._watch.shadow.status.state in ("loading", "running")
        camera, quality = stream.stream.camera, self._watch.quality
        candidate = quality.candidate(camera, self._watch.shadow.comparison(camera))
        return Besides(quality.of(camera), is_compared, candidate)
