"""Numbers that stand for streams, models and labels inside the file."""

import sqlite3

from driftwatch.observation import ModelIdentity
from driftwatch.storage.records import StreamKey


class InternedNames:
    """Gives each name its number, writing names that are new.

    Remembers what it gave, so it must be thrown away when a transaction that used it is rolled back.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[StreamKey | ModelIdentity | str, int] = {}

    def stream(self, stream: StreamKey) -> int:
        number = self._known.get(stream)
        if number is None:
            self._insert("stream (service, camera)", (stream.service, stream.camera))
            number = self._find("stream WHERE service = ? AND camera = ?", (stream.service, stream.camera))
            self._known[stream] = number
        return number

    def model(self, model: ModelIdentity) -> int:
        number = self._known.get(model)
        if number is None:
            self._insert("model (key, name, version, sha256)", (model.key, model.name, model.version, model.sha256))
            number = self._find("model WHERE key = ?", (model.key,))
            self._known[model] = number
        return number

    def label(self, label: str) -> int:
        number = self._known.get(label)
        if number is None:
            self._insert("label (text)", (label,))
            number = self._find("label WHERE text = ?", (label,))
            self._known[label] = number
        return number

    def _insert(self, into: str, values: tuple[str, ...]) -> None:
        marks = ", ".join("?" * len(values))
        self._connection.execute(f"INSERT OR IGNORE INTO {into} VALUES ({marks})", values)  # noqa: S608

    def _find(self, where: str, values: tuple[str, ...]) -> int:
        (number,) = self._connection.execute(f"SELECT id FROM {where}", values).fetchone()  # noqa: S608
        return number
