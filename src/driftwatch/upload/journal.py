"""What an upload must know after a restart, in one small file next to the queue."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from driftwatch.capture.files import AtomicFile, Files
from driftwatch.config.reader import read
from driftwatch.errors import ConfigError
from driftwatch.upload.request import UploadRequest

_LOG = logging.getLogger(__name__)
FILE: Final = "upload.json"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the journal."""

    request: UploadRequest | None = None
    """What is going on, None where nothing is."""
    uploaded: int = 0
    """Frames of this request so far."""
    sending: str = ""
    """Id of the frame that was on its way, "" for none: it may have arrived."""
    route: str = ""
    """By which it went."""


class Journal:
    """Calls wait for the disk. folder None: nothing survives a restart."""

    def __init__(self, folder: Path | None, files: Files | None = None) -> None:
        self._file = AtomicFile(folder / FILE, files) if folder else None

    def read(self) -> JournalEntry:
        """An empty entry where there is none, or a damaged one, which is logged."""
        if self._file is None:
            return JournalEntry()
        try:
            return _entry(json.loads(self._file.read()))
        except FileNotFoundError:
            return JournalEntry()
        except (OSError, ValueError, KeyError, TypeError, AttributeError, ConfigError) as error:
            _LOG.warning("%s cannot be read (%s): an upload must be asked for again", self._file.path, error)
            return JournalEntry()

    def write(self, entry: JournalEntry) -> str:
        """Gives why it could not be written, "" where it is on disk."""
        if self._file is None:
            return ""
        try:
            self._file.write(json.dumps(asdict(entry), indent=1).encode())
        except OSError as error:
            return error.strerror or str(error)
        return ""


def _entry(raw: Mapping[str, Any]) -> JournalEntry:
    asked = raw["request"]
    given = None if asked is None else {name: value for name, value in asked.items() if value is not None}
    request = None if given is None else read(UploadRequest, given).value
    return JournalEntry(request, int(raw["uploaded"]), str(raw["sending"]), str(raw["route"]))
