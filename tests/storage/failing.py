"""A disk that fails at the operation one chooses, and counts its operations."""

import sqlite3
from pathlib import Path
from typing import Any

from driftwatch.storage.state_dir import why_unwritable

FULL = sqlite3.OperationalError("database or disk is full")
MALFORMED = sqlite3.DatabaseError("database disk image is malformed")


class FailingDisk:
    """Gives connections whose `fail_from`-th to `fail_until`-th statement raises `error` instead of being run."""

    def __init__(self, error: Exception = FULL) -> None:
        self.error = error
        self.operations = 0
        self.fail_from = self.fail_until = -1
        self.usable: str | None = None

    def connect(self, target: Path | str) -> sqlite3.Connection:
        disk = self

        class Failing(sqlite3.Connection):
            def execute(self, *arguments: Any) -> sqlite3.Cursor:
                disk.step()
                return super().execute(*arguments)

        disk.step()
        return sqlite3.connect(str(target), isolation_level=None, check_same_thread=False, factory=Failing)

    def step(self) -> None:
        self.operations += 1
        if self.fail_from <= self.operations < self.fail_until:
            raise self.error

    def fail(self, after: int, times: int = 1) -> None:
        self.fail_from = self.operations + after
        self.fail_until = self.fail_from + times

    def why_unusable(self, folder: Path) -> str | None:
        return self.usable or why_unwritable(folder)
