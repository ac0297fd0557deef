"""The story of one camera out of a state folder, whoever wrote it and however long ago."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from driftwatch.cli.review_source import FolderSource
from driftwatch.cli.state_store import open_store
from driftwatch.errors import ConfigError
from driftwatch.observation import Moment
from driftwatch.quality.settings import Target
from driftwatch.report.story import Quality, Story
from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.inventory import Known, streams_of
from driftwatch.storage.records import StreamKey
from driftwatch.storage.rollups import SECONDS_A_MINUTE, SECONDS_AN_HOUR, Span
from driftwatch.storage.state_dir import as_folder
from driftwatch.storage.store import Store
from driftwatch.storage.sums import newest_model
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.persistent_monitor import PersistentMonitor
from driftwatch.watch.report_parts import quality_of
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.trend_query import TrendQuestion, query_trend, trend_known


@dataclass(frozen=True, slots=True)
class WantedStream:
    """Of which stream, "" where there is only one, and how far back from its last minute."""

    service: str = ""
    camera: str = ""
    hours: float = 168.0


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """As the vision service had them. targets: of its attribute review."""

    watch: WatchSettings
    targets: Mapping[str, Target] = field(default_factory=dict[str, Target])


def story_in(folder: Path, wanted: WantedStream, settings: ReportSettings) -> Story:
    """Nothing is written to the folder.

    Raises ConfigError where the folder is none, is used by a module, or holds several streams and none of them is
    named, and StoreError where its file cannot be read.
    """
    if not (folder / FILE_NAME).is_file():
        raise ConfigError([f"--folder: {folder} is no state folder, it holds no {FILE_NAME}"])
    store = open_store(folder, lambda _: None, "--folder")
    try:
        key, last = _chosen(store.ask(streams_of), wanted)
        return _story(store, folder, key, (last, wanted.hours), settings)
    finally:
        store.close(machine_clock())


def _chosen(streams: Mapping[StreamKey, Known], wanted: WantedStream) -> tuple[StreamKey, int]:
    """The stream, and its last minute in seconds since 1970."""
    found = {
        key: known.last
        for key, known in streams.items()
        if known.minutes and wanted.service in ("", key.service) and wanted.camera in ("", key.camera)
    }
    if len(found) == 1:
        ((key, last),) = found.items()
        return key, last
    there = ", ".join(f'"{key.service}" of camera "{key.camera}"' for key, known in streams.items() if known.minutes)
    problem = "holds several streams, name one with --service and --camera" if found else "holds no such stream"
    raise ConfigError([f"--folder: it {problem}; there are: {there or 'none'}"])


def _story(store: Store, folder: Path, key: StreamKey, stretch: tuple[int, float], settings: ReportSettings) -> Story:
    last, hours = stretch
    end = last + SECONDS_A_MINUTE
    at = Moment(float(end), 0.0)
    span = Span(max(int(end - hours * SECONDS_AN_HOUR), 0), end)
    model = store.ask(lambda connection: newest_model(connection, key))
    assert model is not None, "a stream of which minutes are kept has a model"
    monitor = PersistentMonitor(key, model, settings.watch)
    monitor.load(store, at)
    known = trend_known(monitor.state(silent=False).condition, model, settings.watch, monitor.usual)
    question = TrendQuestion(key, span, labels=40)
    trend = store.ask(lambda connection: query_trend(connection, question, known, None))
    quality = _quality(folder, key, at, (model.key, settings.targets))
    return Story(key.service, trend, machine_clock().wall, quality, zone=settings.watch.reference.zone())


def _quality(folder: Path, key: StreamKey, at: Moment, known: tuple[str, Mapping[str, Target]]) -> Quality | None:
    """known: the model's key, and the targets."""
    if not (folder / "reviews" / as_folder(key.service)).is_dir():
        return None
    source = FolderSource(folder, key.service, lambda _: None)
    try:
        return quality_of(source.figures(key.camera, at), *known)
    finally:
        source.close()
