"""The active alerts of reviews, written down as events, and what people decided about them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from driftwatch.config.reader import read
from driftwatch.errors import ConfigError
from driftwatch.monitoring.alerts import Alert
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.records import Batch, EventRecord, StreamKey
from driftwatch.storage.rollups import Span
from driftwatch.storage.store import Store
from driftwatch.storage.tables import read_events
from driftwatch.watch.decisions import is_decision, read_decision
from driftwatch.watch.reviews.alerts import REVIEW_ALERTS
from driftwatch.watch.reviews.board import DecidedAlert

_YEARS = 2 * 366 * 86_400


@dataclass(slots=True)
class _Camera:
    """active: by name, each with the model that it is about. decided: by name, seconds since 1970 of the last time."""

    active: dict[str, tuple[Alert, ModelIdentity]] = field(default_factory=dict[str, tuple[Alert, ModelIdentity]])
    decided: dict[str, float] = field(default_factory=dict[str, float])


class ReviewAlertBook:
    """For one thread. A restart goes on with the alerts that were active; calls wait for the store."""

    def __init__(self, service: str, store: Store) -> None:
        self._service = service
        self._store = store
        self._cameras: dict[str, _Camera] = {}

    def decided(self, camera: str, now: Moment) -> float:
        """When people last ended a drop of this camera; what was reviewed before proves none any more. 0: never."""
        return max(self._camera(camera, now).decided.values(), default=0.0)

    def note(self, decisions: Mapping[str, DecidedAlert], now: Moment) -> None:
        """What people decided since the last call, by camera."""
        for camera, decision in decisions.items():
            known = self._camera(camera, now)
            for name in REVIEW_ALERTS:
                if decision.name in ("", name):
                    known.decided[name] = decision.at

    def update(self, camera: str, model: ModelIdentity, alerts: tuple[Alert, ...], now: Moment) -> tuple[Alert, ...]:
        """The alerts that stand: as they were raised, while they concern the same labels of the same model."""
        known, events = self._camera(camera, now), list[EventRecord]()
        wanted = {one.name: one for one in alerts if one.since > known.decided.get(one.name, 0.0)}
        for name, (alert, of_model) in list(known.active.items()):
            new = wanted.get(name)
            if new is None or of_model.key != model.key or new.labels != alert.labels:
                del known.active[name]
                events.append(self._event(camera, of_model, alert, now))
        for name, alert in wanted.items():
            if name not in known.active:
                known.active[name] = (alert, model)
                events.append(self._event(camera, model, alert, None))
        if events:
            self._store.submit(Batch(events=tuple(events)))
            self._store.commit_soon(now)
        return tuple(alert for alert, _ in known.active.values())

    def _event(self, camera: str, model: ModelIdentity, alert: Alert, cleared: Moment | None) -> EventRecord:
        ends = None if cleared is None else int(cleared.wall * 1000)
        key, raised = StreamKey(self._service, camera), int(alert.raised * 1000)
        return EventRecord(key, model, alert.name, raised, ends, json.dumps(asdict(alert)))

    def _camera(self, camera: str, now: Moment) -> _Camera:
        known = self._cameras.get(camera)
        if known is None:
            known = self._cameras[camera] = self._read(camera, now)
        return known

    def _read(self, camera: str, now: Moment) -> _Camera:
        """What an earlier run left."""
        span = Span(int(now.wall) - _YEARS, int(now.wall) + _YEARS)
        key, found = StreamKey(self._service, camera), _Camera()
        for event in self._store.ask(lambda connection: read_events(connection, key, span)):
            if is_decision(event):
                name = str(read_decision(event).get("alert", ""))
                found.decided |= {one: event.raised_ms / 1000 for one in REVIEW_ALERTS if name in ("", one)}
            elif event.cause in REVIEW_ALERTS and event.cleared_ms is None:
                try:
                    found.active[event.cause] = (read(Alert, json.loads(event.body)).value, event.model)
                except (ValueError, TypeError, AttributeError, ConfigError):  # saved out of a damaged file
                    continue
        return found
