"""Who is looking at which frame, so that two people never review the same one without meaning to."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from driftwatch.capture.files import AtomicFile


@dataclass(frozen=True, slots=True)
class Lease:
    """review: id that the review is going to have. reviewer: "" for somebody who gave no name.

    shown, until: seconds since 1970, UTC. repeat_of: id of the earlier review, "" where this is no blind repeat.
    """

    review: str
    reviewer: str
    shown: float
    until: float
    repeat_of: str = ""

    def is_open(self, now: float) -> bool:
        """Also not where the clock was set back beyond the time it was given."""
        return self.shown - 60.0 <= now < self.until


class Leases:
    """Not thread-safe. Survives a kill by its file; where the disk does not take that, it lasts for this run."""

    def __init__(self, file: AtomicFile | None) -> None:
        self._file = file
        self._leases: dict[str, Lease] = {}
        if file is not None:
            # Where nothing is saved yet, or it is damaged, nobody has anything.
            with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
                self._leases = {one.review: one for one in map(_read, json.loads(file.read()))}

    def open(self, now: float) -> tuple[Lease, ...]:
        """Those that have not run out, in the order in which they were given. now: seconds since 1970, UTC."""
        return tuple(one for one in self._leases.values() if one.is_open(now))

    def find(self, review: str) -> Lease | None:
        """Also one that has run out."""
        return self._leases.get(review)

    def take(self, leases: "list[Lease]", now: float, kept_seconds: float) -> None:
        """Writes them down; those that ran out `kept_seconds` ago are forgotten."""
        self._leases |= {one.review: one for one in leases}
        self._leases = {name: one for name, one in self._leases.items() if one.until + kept_seconds > now}
        if self._file is not None and leases:
            with suppress(OSError):
                self._file.write(json.dumps([asdict(one) for one in self._leases.values()]).encode())

    def give_back(self, review: str) -> None:
        """In memory: what a kill brings back runs out."""
        self._leases.pop(review, None)


def _read(raw: Mapping[str, Any]) -> Lease:
    times = float(raw["shown"]), float(raw["until"])
    return Lease(str(raw["review"]), str(raw["reviewer"]), *times, str(raw["repeat_of"]))
