"""Announces changes of state where an owner wants them, without holding up the sensor."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any, Final

from driftwatch.concurrency import InFlight
from driftwatch.errors import ConfigError
from driftwatch.monitoring.record import RecordError
from driftwatch.notify.ledger import NotifyLedger, NotifyRecord, unpacked
from driftwatch.notify.line import DeliveryError, Line
from driftwatch.notify.message import NotifiedState, Place, Showing
from driftwatch.notify.outbox import Outbox
from driftwatch.observation import Moment
from driftwatch.storage.feed_table import read_feeds
from driftwatch.storage.health import StoreError
from driftwatch.storage.records import Batch, FeedRecord
from driftwatch.storage.store import Store
from driftwatch.watch.clock import Clock, machine_clock
from driftwatch.watch.settings import DriftSensorSettings
from driftwatch.watch.snapshot import StreamSnapshot
from driftwatch.watch.stream_watch import StreamWatch
from driftwatch.watch.vision_watch import VisionWatch

ROUND_SECONDS: Final = 1.0
LEAVING_SECONDS: Final = 3.0
_OLD: Final = 90.0  # seconds; a snapshot is new each second while its service is there
_SILENT: Final = "no new frame that could be used comes from the camera"
_SILENT_STEP: Final = "check the camera: its power, its cable, its own log lines"


class AlertNotifier:
    """Looks at the sensor's stream once a second, and sends what is news over each of `lines`.

    What is to be announced is on disk before it is sent, and that it has arrived is written after. So a kill loses no
    message; one that arrived in the moment of the kill is sent again, with the same id. While memory replaces the
    disk, a restart forgets what was announced, and an alert that is still active is announced again.
    """

    def __init__(
        self,
        place: Place,
        settings: DriftSensorSettings,
        watch: VisionWatch,
        lines: Mapping[str, Line],
        logger: logging.Logger,
        clock: Clock = machine_clock,
    ) -> None:
        """place: its camera_name is filled in from the stream. lines: by the attribute that describes them."""
        self._place, self._settings, self._watch, self._lines = place, settings, watch, lines
        self._logger, self._clock = logger, clock
        self._ledger: NotifyLedger | None = None
        self._problems: dict[str, str] = {}
        self._sending = InFlight()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self.round()
            except Exception:
                self._logger.exception("announcing alerts met a fault; it goes on")
                await asyncio.sleep(60)
            await asyncio.sleep(ROUND_SECONDS)

    async def leave(self) -> None:
        """Waits a moment for what is being sent, so that it need not be sent again."""
        await self._sending.drain(LEAVING_SECONDS)

    def readings(self) -> dict[str, Any]:
        """What a person must know of messages that do not arrive; empty while all do."""
        waiting = self._ledger.waiting if self._ledger else 0
        problems = "; ".join(self._problems.values())
        return {"notify_waiting": waiting, "notify_problem": problems} if problems else {}

    async def round(self) -> None:
        stream = self._stream()
        store = self._watch.store
        if stream is None or store is None:
            return
        if self._ledger is None:
            record = await asyncio.to_thread(self._load, stream, store)
            if record is None:
                return
            self._ledger = NotifyLedger(self._lines, record)
        now = self._clock()
        place = Place(self._place.machine, self._place.sensor, self._place.vision_name, stream.stream.camera)
        shown = showing(stream.snapshot, self._settings)
        is_fresh = now.monotonic - stream.snapshot.taken.monotonic < _OLD
        if is_fresh and shown is not None and self._ledger.see(shown, place, now):
            await self._save(stream, store, self._ledger)
        with self._sending:
            sent = await asyncio.gather(*(self._send(name, self._ledger, now) for name in self._lines))
            if any(sent):
                await self._save(stream, store, self._ledger)

    async def _send(self, name: str, ledger: NotifyLedger, now: Moment) -> bool:
        """Sends at most one message; whether something has changed."""
        outbox, line = ledger.outboxes[name], self._lines[name]
        message = outbox.due(now.monotonic)
        if message is None:
            return False
        try:
            await line.deliver(message)
        except DeliveryError as error:
            self._failed(name, outbox, str(error))
            return True
        outbox.taken()
        if self._problems.pop(name, None) is not None:
            self._logger.info("%s: alerts are taken again", line.name)
        return True

    def _failed(self, name: str, outbox: Outbox, words: str) -> None:
        line = self._lines[name].name
        if self._problems.get(name) != f"{line}: {words}":
            self._logger.warning("%s: an alert could not be announced, and is tried again: %s", line, words)
        self._problems[name] = f"{line}: {words}"
        if outbox.refused(self._clock().monotonic):
            self._logger.warning("%s: an alert is given up after a week", line)

    def _stream(self) -> StreamWatch | None:
        if not self._watch.attached:
            return None
        with contextlib.suppress(ConfigError):  # the readings say what is wrong
            return self._watch.stream(self._settings.camera_name)
        return None

    @property
    def _key(self) -> str:
        """No sensor can have this name, so its windows are kept next to it."""
        return f"{self._place.sensor}:notify"

    def _load(self, stream: StreamWatch, store: Store) -> NotifyRecord | None:
        """What an earlier run left; None where the disk has to be asked again."""
        try:
            found = store.ask(lambda connection: read_feeds(connection, stream.stream))
        except StoreError:
            return None
        try:
            return unpacked(found[self._key]) if self._key in found else NotifyRecord()
        except RecordError as error:
            self._logger.warning("which alerts were announced is forgotten: %s", error)
            return NotifyRecord()

    async def _save(self, stream: StreamWatch, store: Store, ledger: NotifyLedger) -> None:
        store.submit(Batch(feeds=(FeedRecord(stream.stream, self._key, ledger.packed()),)))
        await asyncio.to_thread(store.flush, self._clock())


def showing(snapshot: StreamSnapshot, settings: DriftSensorSettings) -> Showing | None:
    """What there is to be announced of a snapshot; None while nothing was judged since the start."""
    monitor, model = snapshot.monitor, snapshot.model
    condition, first = monitor.condition, monitor.condition.first
    state: NotifiedState = "ok"
    if condition.state == "stale" or condition.state == "drift":
        state = condition.state
    elif first is not None and settings.notify is not None and settings.notify.warnings:
        state = "warning"
    if state == "ok" and not monitor.judged:
        return None
    cause, next_step = (condition.cause, first.next_step) if first else ("", "")
    if state == "stale":
        cause, next_step = "; ".join(filter(None, (_SILENT, cause))), _SILENT_STEP
    identity = (model.name, model.version) if model else ("", "")
    return Showing(state, cause, first.why if first else "", next_step, *identity)
