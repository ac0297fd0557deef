"""Minutes from before the clock was set: a board without a battery starts in 1970 and steps ahead when NTP answers."""

from dataclasses import dataclass
from typing import Final

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.rollup import MINUTE, RollUp, Totals
from driftwatch.observation import CLOCK_WAS_SET, ModelIdentity, Moment
from driftwatch.storage.feed_table import read_feeds
from driftwatch.storage.health import StoreError
from driftwatch.storage.records import Batch, FeedRecord, MinuteRecord, StreamKey
from driftwatch.storage.store import Store
from driftwatch.watch.window_record import KeptWindow, pack_windows, unpack_windows

UNDATED: Final = ":undated"
"""How the names of the store's rows of such minutes begin."""

_LIMIT = 1440  # a day
_ASK_SECONDS = 2.0
_ASK_AGAIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Undated:
    """closed: when it ended, on the monotonic clock of `boot`."""

    model: ModelIdentity
    totals: Totals
    closed: float
    boot: str

    @property
    def began(self) -> float:
        return self.closed - self.totals.frames.covered_ms / 1000


class PendingTimestamps:
    """Holds minutes whose wall clock was never set, and dates them by the monotonic clock once it is.

    The store has them meanwhile, a row each, so that a restart loses none. Of those of an earlier run of the machine
    nobody knows how long ago they were: they get the minutes before this run of it began. A machine that does not know
    the time for more than a day keeps the oldest under the date that its clock had. boot: the run of the machine in
    which the monotonic clock has a meaning, "" where unknown. For one thread.
    """

    def __init__(self, stream: StreamKey, boot: str) -> None:
        self._stream, self._boot = stream, boot
        self._held: dict[str, _Undated] = {}
        self._made: set[str] = set()
        self._is_restored = False
        self._ask_at = float("-inf")

    def date(self, minutes: list[ClosedMinute], model: ModelIdentity, now: Moment) -> Batch:
        """Minutes of a model that have ended; gives those that have a date, with all that get one now."""
        dated = [one.rollup for one in minutes if one.rollup.start >= CLOCK_WAS_SET]
        batch = Batch(minutes=tuple(MinuteRecord(self._stream, model, rollup) for rollup in dated))
        new: list[FeedRecord] = []
        for minute in minutes:
            if minute.rollup.start < CLOCK_WAS_SET:
                held = _Undated(model, minute.rollup.totals, minute.closed.monotonic, self._boot)
                new.append(self._hold(held))
        if now.wall >= CLOCK_WAS_SET:
            return batch + self._let_go(list(self._held), now)
        return batch + Batch(feeds=tuple(new)) + self._let_go(list(self._held)[:-_LIMIT], now)

    def restore(self, store: Store, now: Moment) -> None:
        """Finds what an earlier run of the module has left, once the disk can be asked, which is tried now and then."""
        if self._is_restored or store.stands_in or now.monotonic < self._ask_at:
            return
        self._ask_at = now.monotonic + _ASK_AGAIN_SECONDS
        try:
            found = store.ask(lambda connection: read_feeds(connection, self._stream), _ASK_SECONDS)
        except StoreError:
            return
        self._is_restored = True
        earlier = {key: _unpacked(key, body) for key, body in found.items() if key.startswith(UNDATED)}
        kept = {key: one for key, one in earlier.items() if one is not None and key not in self._made}
        self._held = dict(sorted(kept.items(), key=lambda item: item[1].closed)) | self._held
        self._made.clear()

    def _hold(self, minute: _Undated) -> FeedRecord:
        key = f"{UNDATED} {minute.closed:.3f} {len(self._held)} {minute.boot}"
        self._held[key] = minute
        if not self._is_restored:
            self._made.add(key)
        return FeedRecord(self._stream, key, pack_windows([KeptWindow(minute.model, minute.totals)]))

    def _let_go(self, keys: list[str], now: Moment) -> Batch:
        """Into the minutes, and out of where they have waited, in one."""
        earlier = sum(self._held[key].boot != self._boot for key in keys)
        minutes: list[MinuteRecord] = []
        for key in keys:
            minute = self._held.pop(key)
            if now.wall < CLOCK_WAS_SET:
                start = minute.began
            elif minute.boot != self._boot:
                start = max(now.wall - now.monotonic, CLOCK_WAS_SET) - MINUTE * earlier
                earlier -= 1
            else:
                start = now.wall - (now.monotonic - minute.began)
            rollup = RollUp(max(int(start // MINUTE) * MINUTE, 0), self._stream.camera, minute.model.key, minute.totals)
            minutes.append(MinuteRecord(self._stream, minute.model, rollup))
        return Batch(minutes=tuple(minutes), feeds=tuple(FeedRecord(self._stream, key, b"") for key in keys))


def _unpacked(key: str, body: bytes) -> _Undated | None:
    """None where it is damaged."""
    try:
        (window,) = unpack_windows(body)
        _, closed, _, boot = key.split(" ", 3)
        return _Undated(window.model, window.totals, float(closed), boot)
    except (RecordError, ValueError):
        return None
