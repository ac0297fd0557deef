"""Readings out of a MongoDB into which the data managers of a fleet write (`mongo_capture_config`)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Final, cast
from urllib.parse import urlsplit

from driftwatch.cloud.ports import AppError, MachineReport
from driftwatch.errors import ConfigError

_SECONDS: Final = 30.0


class MongoReports:
    """FleetReports. Rows written there name no machine, so each machine has a collection, called by its part id."""

    def __init__(self, uri: str, parts: tuple[str, ...]) -> None:
        """uri: mongodb://host/database. Raises ConfigError."""
        split = urlsplit(uri)
        database = split.path.strip("/").partition("/")[0]
        if split.scheme not in ("mongodb", "mongodb+srv") or not database:
            raise ConfigError(['readings: must be "viam", or a MongoDB URI with a database, mongodb://HOST/DATABASE'])
        self._uri, self._database, self._parts = uri, database, parts

    async def since(self, at: float) -> tuple[MachineReport, ...]:
        """Raises AppError."""
        return await asyncio.to_thread(self._since, at)

    def _since(self, at: float) -> tuple[MachineReport, ...]:
        from pymongo import MongoClient
        from pymongo.errors import PyMongoError

        start = datetime.fromtimestamp(at, timezone.utc)
        found: list[MachineReport] = []
        try:
            with MongoClient[Mapping[str, Any]](self._uri, serverSelectionTimeoutMS=1000 * _SECONDS) as client:
                for part in self._parts:
                    wanted = {"method_name": "Readings", "time_received": {"$gte": start}}
                    rows = client[self._database][part].find(wanted)
                    found += [one for row in rows if (one := _report(part, row)) is not None]
        except PyMongoError as error:
            raise AppError(f"the readings cannot be fetched: {type(error).__name__}", in_doubt=False) from error
        return tuple(sorted(found, key=lambda one: one.at))


def _report(part: str, row: Mapping[str, Any]) -> MachineReport | None:
    """None where the row is none of readings, whoever wrote it there."""
    at, data = row.get("time_received"), row.get("data")
    readings: object = cast("Mapping[str, object]", data).get("readings") if isinstance(data, Mapping) else None
    if not isinstance(at, datetime) or not isinstance(readings, Mapping):
        return None
    known = cast("Mapping[str, Any]", readings)
    return MachineReport(part, at.replace(tzinfo=at.tzinfo or timezone.utc).timestamp(), known)
