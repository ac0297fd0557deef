"""The loop against Viam's own protocol: a fake app on loopback, whose line breaks, whose tokens end."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, cast

import bson
import mongomock
import pytest

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import Journal
from driftwatch.cloud.keys import OwnerKey
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import OutcomeKind
from driftwatch.cloud.ports import AppError
from driftwatch.cloud.rollback import roll_back
from driftwatch.cloud.viam_fleet import ViamFleet, pipeline_since
from tests.cloud.fleet import NEW, OLD, SimulatedFleet, settings, waiting
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import Fault, FleetApp, row_of, serving_fleet, versions_of


@asynccontextmanager
async def connected(app: FleetApp, seconds: float = 5.0, key: str = KEY) -> AsyncGenerator[ViamFleet, None]:
    async with serving_fleet(app) as port:
        connection = AppConnection(OwnerKey(key, KEY_ID, "127.0.0.1", port, False), seconds)
        try:
            yield ViamFleet(connection, "org")
        finally:
            connection.close()


def world(tmp_path: Path, machines: int) -> FleetApp:
    app = FleetApp(SimulatedFleet.of(machines), tmp_path / "registry")
    app.publish("org/parts", NEW)
    return app


def context_of(app: FleetApp, viam: ViamFleet, journal: Path) -> LoopContext:
    wanted = settings(len(app.fleet.machines), stages=("1", "all"))
    return LoopContext(wanted, viam, viam, Journal(journal), lambda: app.fleet.now, lambda _: None)


async def test_the_loop_reaches_every_machine(tmp_path: Path) -> None:
    app = world(tmp_path, 3)
    given: list[tuple[str, Any]] = []
    app.on_config = lambda part, config: given.append((part, config["packages"][0]["version"]))
    async with connected(app) as viam:
        outcome = await run_loop(context_of(app, viam, tmp_path / "j"), waiting(app.fleet))
    assert outcome.is_done, outcome
    assert versions_of(app) == [NEW] * 3
    assert given[-3:] == [("part-00", NEW), ("part-01", NEW), ("part-02", NEW)]
    attributes = app.fleet.machines["part-00"].config["services"][0]["attributes"]
    assert attributes == {"model_path": "${packages.ml_model.parts}/model.onnx", "num_threads": 1}


async def faulty(fault: Fault, numbers: Sequence[int], tmp_path: Path) -> None:
    """The fault at each of these calls of a loop of its own."""
    app = world(tmp_path, 2)
    async with connected(app, seconds=1.0) as viam:
        for number in numbers:
            app.fleet = SimulatedFleet.of(2)
            journal = tmp_path / f"{number}"
            app.faults = [*(cast("Fault", "") for _ in range(number)), fault]
            outcome = await run_loop(context_of(app, viam, journal), waiting(app.fleet))
            assert outcome.is_done, (number, outcome)
            assert versions_of(app) == [NEW] * 2
            assert all(set(versions) <= {OLD, NEW} for versions in app.fleet.history.values())
            assert [one.number for one in Journal(journal).entries] == list(range(len(Journal(journal).entries)))


@pytest.mark.parametrize(
    ("fault", "call"), [("lost before", 5), ("lost after", 2), ("lost after", 5), ("unanswered", 5), ("token", 5)]
)
async def test_a_fault_at_a_call_leaves_no_third_version(fault: Fault, call: int, tmp_path: Path) -> None:
    await faulty(fault, [call], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["lost before", "lost after", "unanswered", "token"])
async def test_a_fault_at_any_call_leaves_no_third_version(fault: Fault, tmp_path: Path) -> None:
    await faulty(fault, range(20), tmp_path)


async def test_an_edit_in_between_is_refused_by_the_app(tmp_path: Path) -> None:
    app = world(tmp_path, 1)
    async with connected(app) as viam:
        before = await viam.part("part-00")
        app.fleet.pin("part-00", "3.0.0")
        with pytest.raises(AppError, match="has changed since last_known_update") as refused:
            await viam.update_part(before, before.config)
    assert not refused.value.in_doubt
    assert versions_of(app) == ["3.0.0"]


async def test_a_wrong_key_is_refused_without_being_named(tmp_path: Path) -> None:
    app = world(tmp_path, 1)
    async with connected(app, key="another-key") as viam:
        outcome = await run_loop(context_of(app, viam, tmp_path / "j"), waiting(app.fleet, times=1))
    assert outcome.kind is OutcomeKind.UNDECIDED
    assert "Authenticate was refused: invalid credentials" in outcome.words[0]
    assert "another-key" not in str(outcome) + str([one.content for one in Journal(tmp_path / "j").entries])


async def test_where_nobody_listens_nothing_is_in_doubt() -> None:
    connection = AppConnection(OwnerKey(KEY, KEY_ID, "127.0.0.1", 1, False), 2.0)
    with pytest.raises(AppError, match="refused") as problem:
        await ViamFleet(connection, "org").part("part-00")
    assert not problem.value.in_doubt


def test_the_question_is_one_that_a_mongodb_answers() -> None:
    rows = mongomock.MongoClient(tz_aware=True)["sensorData"]["readings"]
    fleet = SimulatedFleet.of(2)
    for one in fleet.reports:
        rows.insert_one({"method_name": "Readings", "robot_id": "r", **row_of(one)})
    rows.insert_one({"method_name": "Other", **row_of(fleet.reports[-1])})
    start = datetime.fromtimestamp(fleet.reports[-4].at, timezone.utc)
    found = list(rows.aggregate([bson.decode(stage) for stage in pipeline_since(start)]))
    assert found == [row_of(one) for one in fleet.reports[-4:]]


async def test_a_roll_back_at_the_app(tmp_path: Path) -> None:
    app = world(tmp_path, 2)
    async with connected(app) as viam:
        assert (await run_loop(context_of(app, viam, tmp_path / "j"), waiting(app.fleet))).is_done
        app.faults = ["", "", "", "lost after"]
        assert (await roll_back(context_of(app, viam, tmp_path / "j"), "asked")).kind is OutcomeKind.UNDECIDED
        assert (await roll_back(context_of(app, viam, tmp_path / "j"), "asked")).is_done
    assert versions_of(app) == [OLD] * 2
