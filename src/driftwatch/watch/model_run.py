"""One model on one stream, under settings that compare: its minutes are counted and monitored."""

from driftwatch.monitoring.accumulator import MinuteAccumulator
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.health import StoreError
from driftwatch.storage.records import Batch, StreamKey
from driftwatch.storage.store import Store
from driftwatch.watch.persistent_monitor import PersistentMonitor
from driftwatch.watch.settings import WatchSettings

_LOAD_AGAIN_SECONDS = 10.0


class ModelRun:
    """Begins with an empty counter and a monitor that has not loaded yet. For one thread."""

    def __init__(self, stream: StreamKey, model: ModelIdentity, settings: WatchSettings, now: Moment) -> None:
        self.stream = stream
        self.model = model
        self.settings = settings
        self.counter = MinuteAccumulator(stream.camera, model, settings.statistics)
        self.monitor = PersistentMonitor(stream, model, settings)
        self._load_at = now.monotonic

    def load(self, store: Store, now: Moment) -> Batch:
        """Finds what an earlier run left; again when the disk that memory has replaced is back.

        Asks a store that cannot answer every ten seconds.
        """
        if self.monitor.is_provisional and not store.stands_in:
            self.monitor = PersistentMonitor(self.stream, self.model, self.settings)
        if self.monitor.loaded or now.monotonic < self._load_at:
            return Batch()
        try:
            return self.monitor.load(store, now)
        except StoreError:
            self._load_at = now.monotonic + _LOAD_AGAIN_SECONDS
            return Batch()
