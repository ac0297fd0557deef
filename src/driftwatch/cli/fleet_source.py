"""Where the readings of a fleet come from, and what they add up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from driftwatch.cli.fleet_files import database_rows, rows_of
from driftwatch.errors import ConfigError
from driftwatch.watch.fleet.summary import FleetSummary, summarised
from driftwatch.watch.fleet.window import FleetWindow, read_window

SILENT_HOURS = 2.0
_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class FleetSource:
    """Files with exported readings, or a MongoDB: its address, database and collection.

    silent_hours: without a window, after which a machine is silent. Raises ConfigError where it is neither or both.
    """

    files: tuple[Path, ...] = ()
    mongodb: str = ""
    database: str = ""
    collection: str = ""
    silent_hours: float = SILENT_HOURS

    def __post_init__(self) -> None:
        if bool(self.files) == bool(self.mongodb) or (self.mongodb and not (self.database and self.collection)):
            raise ConfigError(["fleet: give files, or --mongodb with --database and --collection"])

    def summary(self) -> tuple[FleetSummary, list[str]]:
        """Reads everything once. Gives also why rows were left out. Raises ConfigError where nothing can be read."""
        refused: list[str] = []
        return summarised(self._windows(refused), self.silent_hours * _SECONDS_AN_HOUR), refused

    def _windows(self, refused: list[str]) -> Iterator[FleetWindow]:
        store = self.mongodb, self.database, self.collection
        sources = [(path.stem, rows_of(path)) for path in self.files] or [("", database_rows(*store))]
        for name, rows in sources:
            for row in rows:
                try:
                    window = read_window(row, name)
                except ValueError as error:
                    refused.append(str(error))
                    continue
                if window is not None:
                    yield window
