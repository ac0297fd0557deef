"""What a fleet has reported, for the page: read again while somebody looks at it."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from driftwatch.cli.fleet_page import fleet_record
from driftwatch.cli.fleet_source import FleetSource
from driftwatch.errors import DriftwatchError

_FRESH: Final = 20.0
"""Seconds for which an answer is good, so that many tabs do not mean much reading."""


@dataclass(slots=True)
class FleetAnswers:
    """Called, it gives what `driftwatch fleet --json` prints, or {"problem": why not}.

    clock: seconds. Raises ConfigError from the beginning where nothing can be read.
    """

    source: FleetSource
    clock: Callable[[], float]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _answer: bytes = b""
    _until: float = 0.0

    def __post_init__(self) -> None:
        self._answer, self._until = self._read(), self.clock() + _FRESH

    def __call__(self) -> bytes:
        with self._lock:
            if self.clock() >= self._until:
                try:
                    self._answer = self._read()
                except DriftwatchError as error:
                    self._answer = json.dumps({"problem": str(error)}).encode()
                self._until = self.clock() + _FRESH
            return self._answer

    def _read(self) -> bytes:
        summary, refused = self.source.summary()
        return json.dumps(fleet_record(summary, len(refused))).encode()
