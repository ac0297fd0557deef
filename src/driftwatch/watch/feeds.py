"""The windows of every drift sensor that reports on one stream, kept over restarts."""

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.record import RecordError
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.feed_table import read_feeds
from driftwatch.storage.health import StoreError
from driftwatch.storage.records import Batch, FeedRecord, StreamKey
from driftwatch.storage.store import Store
from driftwatch.watch.monitor_state import MonitorState
from driftwatch.watch.window_record import unpack_windows
from driftwatch.watch.windows import WindowFeed

_ASK_SECONDS = 2.0


class StreamFeeds:
    """By the name of the sensor. `feed` may be used from any thread, the rest by whoever counts."""

    def __init__(self, stream: StreamKey) -> None:
        self._stream = stream
        self._feeds: dict[str, WindowFeed] = {}

    def feed(self, sensor: str, window_minutes: int, now: Moment, state: MonitorState) -> WindowFeed:
        """The windows of one drift sensor; they outlive the sensor object, and a change of length."""
        feed = self._feeds.get(sensor)
        if feed is None or feed.window_minutes != window_minutes:
            before = feed
            feed = WindowFeed(window_minutes, before.sequence if before else 0)
            if before is not None:
                feed.restore(before.left(), now, state)
                feed.is_restored = before.is_restored
            self._feeds[sensor] = feed
        return feed

    def add(self, minute: ClosedMinute, model: ModelIdentity, state: MonitorState) -> None:
        for feed in list(self._feeds.values()):
            feed.add(minute, model, state)

    def tick(self, now: Moment, state: MonitorState) -> None:
        for feed in list(self._feeds.values()):
            feed.tick(now, state)

    def batch(self) -> Batch:
        """Of the sensors whose windows have changed; to be written with the minutes that these are made of."""
        changed = {sensor: news for sensor, feed in list(self._feeds.items()) if (news := feed.news()) is not None}
        return Batch(feeds=tuple(FeedRecord(self._stream, sensor, news) for sensor, news in changed.items()))

    def restore(self, store: Store, now: Moment, state: MonitorState) -> None:
        """Finds what an earlier run has not given away, once the disk can be asked."""
        missing = [(sensor, feed) for sensor, feed in list(self._feeds.items()) if not feed.is_restored]
        if not missing or store.stands_in:
            return
        try:
            found = store.ask(lambda connection: read_feeds(connection, self._stream), _ASK_SECONDS)
        except StoreError:
            return
        for sensor, feed in missing:
            try:
                kept = unpack_windows(found[sensor]) if sensor in found else ()
            except RecordError:
                kept = ()
            feed.restore(kept, now, state)
