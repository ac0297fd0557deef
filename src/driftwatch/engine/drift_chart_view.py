"""What is behind one drift chart: draws the trend of its stream when there is something new to draw."""

import threading
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from driftwatch.attributes import DriftChartAttributes
from driftwatch.engine.watched_stream import WatchedStream
from driftwatch.errors import ConfigError
from driftwatch.inference.answer import Size
from driftwatch.report.chart import draw_chart, draw_note
from driftwatch.storage.health import StoreError
from driftwatch.storage.rollups import SECONDS_AN_HOUR, Span
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.trend_query import TrendQuestion

POINTS: Final = 300
_NOTHING_YET: Final = (
    "No frame has been looked at yet. Ask the vision service about the camera, or set its attribute watch_hz."
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """shows: what the picture was made of; another one is made when that changes."""

    shows: object
    png: bytes


class DriftChartView:
    """Gives pictures from any thread; the calls wait for each other, so that nothing is drawn twice.

    What keeps it from drawing a chart is said on the picture: a person who looks at a workspace reads no log, and a
    picture of yesterday would be taken for one of today.
    """

    def __init__(self, settings: DriftChartAttributes, registry: WatchRegistry) -> None:
        self._settings = settings
        self._size = Size(settings.width_px, settings.height_px)
        self._registry = registry
        self._watched = WatchedStream(settings.vision_name, settings.camera_name, registry)
        self._lock = threading.Lock()
        self._drawn: _Drawn | None = None
        self.drawings = 0
        """How many pictures were drawn so far."""

    def picture(self) -> bytes:
        """A PNG. May read the file for up to five seconds: to be called in a worker thread."""
        with self._lock:
            try:
                stream = self._watched.find()
                return self._note(_NOTHING_YET) if stream is None else self._chart(stream)
            except (ConfigError, StoreError) as error:
                return self._note(str(error))

    def _note(self, text: str) -> bytes:
        if self._drawn is None or self._drawn.shows != text:
            self._keep(text, draw_note(text, self._size))
        return self._last.png

    def _chart(self, stream: StreamWatch) -> bytes:
        shows = self._shown(stream)
        if self._drawn is None or self._drawn.shows != shows:
            now = self._registry.now()
            end = int(now.wall) + 1
            span = Span(int(end - self._settings.hours * SECONDS_AN_HOUR), end)
            trend = stream.trend(TrendQuestion(stream.stream, span, POINTS, labels=0), now)
            self._keep(shows, draw_chart(trend, self._size, _zone(stream)))
        return self._last.png

    def _shown(self, stream: StreamWatch) -> object:
        """Changes with each minute that ends, with the alerts, and with the time axis by one bucket."""
        snapshot = stream.snapshot
        condition = snapshot.monitor.condition
        minute = snapshot.recent[-1].closed if snapshot.recent else None
        bucket = max(self._settings.hours * SECONDS_AN_HOUR / POINTS, 60.0)
        now = self._registry.now().wall // bucket
        return (minute, condition.state, condition.cause, condition.progress.text, snapshot.model, now)

    def _keep(self, shows: object, png: bytes) -> None:
        self._drawn = _Drawn(shows, png)
        self.drawings += 1

    @property
    def _last(self) -> _Drawn:
        assert self._drawn is not None
        return self._drawn


def _zone(stream: StreamWatch) -> tzinfo | None:
    return stream.settings.reference.zone()
