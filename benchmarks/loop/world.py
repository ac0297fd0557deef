"""A fake app, its simulated machines, and loops against it by Viam's own protocol."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.keys import OwnerKey
from driftwatch.cloud.loop import Wait, run_loop
from driftwatch.cloud.outcome import StepOutcome
from driftwatch.cloud.settings import LoopSettings
from driftwatch.cloud.viam_fleet import ViamFleet
from tests.cloud.fleet import NEW, SimulatedFleet, settings, waiting
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import FleetApp, serving_fleet


@dataclass(frozen=True, slots=True)
class LoopBench:
    """app: its fleet is replaced for each loop. port: where it answers."""

    app: FleetApp
    viam: ViamFleet
    port: int

    def context(self, wanted: LoopSettings, journal: Path | None) -> LoopContext:
        """As a new process of the command makes it. journal: None keeps it in memory."""
        return LoopContext(
            wanted, self.viam, self.viam, LoopJournal(journal), lambda: self.app.fleet.now, lambda _: None
        )

    async def run(self, fleet: SimulatedFleet, wait: Wait | None = None, **rollout: Any) -> StepOutcome:
        """One loop on new machines."""
        self.app.fleet = fleet
        wanted = settings(len(fleet.machines), **rollout)
        return await run_loop(self.context(wanted, None), wait or waiting(fleet))


@asynccontextmanager
async def loop_bench(folder: Path) -> AsyncGenerator[LoopBench, None]:
    app = FleetApp(SimulatedFleet.of(1), folder / "registry")
    app.publish("org/parts", NEW)
    async with serving_fleet(app) as port:
        connection = AppConnection(OwnerKey(KEY, KEY_ID, "127.0.0.1", port, False))
        try:
            yield LoopBench(app, ViamFleet(connection, "org"), port)
        finally:
            connection.close()
