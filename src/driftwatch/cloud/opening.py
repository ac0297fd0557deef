"""The world of a loop, opened for a while: app, readings and journal."""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.keys import READINGS_URI, owner_key
from driftwatch.cloud.mongo_reports import MongoReports
from driftwatch.cloud.ports import FleetReports
from driftwatch.cloud.settings import LoopSettings
from driftwatch.cloud.viam_fleet import ViamFleet
from driftwatch.cloud.viam_training import ViamTraining


@asynccontextmanager
async def opened(
    settings: LoopSettings, journal: Path, environment: Mapping[str, str], say: Callable[[str], None]
) -> AsyncGenerator[LoopContext, None]:
    """Raises ConfigError and JournalError before anything is called."""
    key = owner_key(environment)
    book = LoopJournal(journal)
    connection = AppConnection(key)
    app = ViamFleet(connection, settings.organization)
    reports: FleetReports = app
    if settings.readings != "viam":
        reports = MongoReports(environment.get(READINGS_URI) or settings.readings, settings.rollout.parts)
    try:
        yield LoopContext(settings, app, reports, book, time.time, say, ViamTraining(connection, settings.organization))
    finally:
        connection.close()
