"""What was meant to be done, and what was done: written before and after each call, so that a kill loses nothing."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from driftwatch.errors import DriftwatchError

VERSION: Final = 1


class JournalError(DriftwatchError):
    """The journal cannot be read or written, or is of something else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """number: counts from 0. at: seconds since 1970. kind: such as "begin", "before", "after", "verdict"."""

    number: int
    at: float
    kind: str
    content: Mapping[str, Any]


class Journal:
    """One file, an entry a line. An entry counts once its line is whole; a torn last line was never acted on."""

    def __init__(self, path: Path | None, begun: Sequence[Entry] = ()) -> None:
        """path: None for one that is only thought, after the entries `begun`. Raises JournalError."""
        self._path = path
        self._entries: list[Entry] = list(begun)
        if path is not None:
            self._load(path)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    def of(self, kind: str) -> list[Entry]:
        return [one for one in self._entries if one.kind == kind]

    def write(self, kind: str, at: float, content: Mapping[str, Any]) -> None:
        """Returns once the disk has it. Raises JournalError."""
        entry = Entry(len(self._entries), at, kind, dict(content))
        if self._path is not None:
            self._append(self._path, entry)
        self._entries.append(entry)

    def _append(self, path: Path, entry: Entry) -> None:
        line = {"v": VERSION, "n": entry.number, "at": entry.at, "kind": entry.kind, **entry.content}
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write((json.dumps(line, allow_nan=False) + "\n").encode())
                file.flush()
                os.fsync(handle)
        except OSError as error:
            raise JournalError(f"{path}: cannot be written ({error.strerror}); nothing was changed") from error

    def _load(self, path: Path) -> None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise JournalError(f"{path}: cannot be read ({error.strerror})") from error
        whole, _, torn = data.rpartition(b"\n")
        for number, line in enumerate(whole.split(b"\n") if whole else ()):
            try:
                content: dict[str, Any] = json.loads(line)
                version, found = int(content.pop("v")), int(content.pop("n"))
                at, kind = float(content.pop("at")), str(content.pop("kind"))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise JournalError(f"{path}: line {number + 1} is damaged; nothing was changed") from error
            if version != VERSION or found != number:
                raise JournalError(f"{path}: line {number + 1} is not the one that was written there")
            self._entries.append(Entry(number, at, kind, content))
        if torn:
            try:
                os.truncate(path, len(whole) + 1 if whole else 0)
            except OSError as error:
                raise JournalError(f"{path}: cannot be written ({error.strerror})") from error
