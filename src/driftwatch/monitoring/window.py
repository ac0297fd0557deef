"""Sums over the last hours or minutes, in buckets, so that memory does not grow with what is counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class _Bucket:
    start: float
    sums: dict[str, float] = field(default_factory=dict[str, float])


class Window:
    """Named sums over the last `count` buckets of `seconds` of running time each.

    A bucket begins with the first thing added after the one before is full; buckets that are too old fall out.
    """

    def __init__(self, seconds: float, count: int) -> None:
        self._seconds = seconds
        self._count = count
        self._buckets: list[_Bucket] = []

    def turn(self, now: float) -> bool:
        """Moves on to `now`; True where a bucket was completed by it."""
        oldest = now - self._seconds * self._count
        turned = bool(self._buckets) and now - self._buckets[-1].start >= self._seconds
        if turned or not self._buckets:
            self._buckets = [bucket for bucket in self._buckets if bucket.start > oldest]
            self._buckets.append(_Bucket(now))
        return turned

    def add(self, values: Iterable[tuple[str, float]]) -> None:
        """Adds to the bucket of the last `turn`."""
        sums = self._buckets[-1].sums
        for name, value in values:
            sums[name] = sums.get(name, 0.0) + value

    def totals(self) -> dict[str, float]:
        result: dict[str, float] = {}
        for bucket in self._buckets:
            for name, value in bucket.sums.items():
                result[name] = result.get(name, 0.0) + value
        return result

    @property
    def started(self) -> float:
        """Running time of the oldest bucket's start; 0 where there is none."""
        return self._buckets[0].start if self._buckets else 0.0

    def clear(self) -> None:
        self._buckets.clear()

    def record(self) -> list[dict[str, Any]]:
        """Gives the state as plain JSON values."""
        return [{"start": bucket.start, "sums": dict(bucket.sums)} for bucket in self._buckets]

    def restore(self, record: Iterable[Mapping[str, Any]]) -> None:
        """What `record` gave. Raises KeyError, TypeError or ValueError where it is not that."""
        self._buckets = [
            _Bucket(float(bucket["start"]), {str(name): float(value) for name, value in bucket["sums"].items()})
            for bucket in record
        ]
