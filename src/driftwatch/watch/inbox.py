"""Hands what was seen from the reply path to the thread that counts it."""

from collections import deque
from dataclasses import dataclass

from driftwatch.monitoring.agreement import Agreement
from driftwatch.observation import ModelIdentity, Moment, Observation


@dataclass(frozen=True, slots=True)
class FailedFrame:
    """A frame that could not be fetched, decoded or understood."""

    at: Moment
    reason: str
    """One line."""


@dataclass(frozen=True, slots=True)
class FrozenFrame:
    """A frame that the caller knew to be the bytes of the one before."""

    at: Moment


@dataclass(frozen=True, slots=True)
class ShadowComparison:
    """What a candidate model answered next to the live one, or that it did not answer."""

    at: Moment
    live: ModelIdentity
    candidate: ModelIdentity
    counts: Agreement


InboxItem = Observation | FailedFrame | FrozenFrame | ShadowComparison


class Inbox:
    """Appends from any thread, drained by one. Where the drain falls behind, the oldest goes and is counted.

    `put` is one append to a deque: it takes no lock, does not wait and cannot fail.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: deque[InboxItem] = deque(maxlen=limit)
        self._put = 0
        self._taken = 0

    def put(self, item: InboxItem) -> None:
        self._items.append(item)
        self._put += 1

    def drain(self) -> list[InboxItem]:
        items: list[InboxItem] = []
        while self._items:
            items.append(self._items.popleft())
        self._taken += len(items)
        return items

    @property
    def lost(self) -> int:
        """How many fell out, when nothing is in it."""
        return max(self._put - self._taken - len(self._items), 0)
