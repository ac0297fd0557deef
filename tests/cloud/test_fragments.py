"""Machines that have the model from a fragment: a new revision that nobody takes by itself, then pinned in stages."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.keys import OwnerKey
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import OutcomeKind, StepOutcome
from driftwatch.cloud.plan import plan_loop
from driftwatch.cloud.rollback import roll_back
from driftwatch.cloud.viam_fleet import ViamFleet
from tests.cloud.fleet import NEW, OLD, SimulatedFleet, context, machine_config, settings, waiting
from tests.cloud.test_loop import KilledError
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import FleetApp, serving_fleet

FRAGMENT = "11111111-aaaa-bbbb-cccc-222222222222"


def world(machines: int) -> SimulatedFleet:
    fleet = SimulatedFleet.of(machines)
    fleet.fragments[FRAGMENT] = [machine_config(OLD)]
    for part in fleet.machines:
        fleet.edit(part, {"fragments": [{"id": FRAGMENT, "version": "1"}], "note": "its own"})
    fleet.pass_minutes(5)
    fleet.history.clear()
    return fleet


def wanted(fleet: SimulatedFleet, journal: Path) -> LoopContext:
    return context(fleet, journal, replace(settings(len(fleet.machines)), fragment=FRAGMENT))


async def run(fleet: SimulatedFleet, journal: Path) -> StepOutcome:
    return await run_loop(wanted(fleet, journal), waiting(fleet))


async def test_a_revision_is_made_once_and_pinned_in_stages(tmp_path: Path) -> None:
    fleet = world(4)
    outcome, planned = await plan_loop(wanted(fleet, tmp_path / "j"))
    assert outcome.is_done, outcome
    assert (fleet.calls, len(fleet.fragments[FRAGMENT])) == ([], 1)
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.is_done, outcome
    assert [(one.call, one.part) for one in planned] == fleet.calls
    assert fleet.calls[2] == ("UpdateFragment", FRAGMENT)
    assert [len(one) for one in fleet.fragments.values()] == [2]
    for machine in fleet.machines.values():
        assert machine.config == {"fragments": [{"id": FRAGMENT, "version": "2"}], "note": "its own"}
    assert (await roll_back(wanted(fleet, tmp_path / "j"), "asked")).is_done
    assert fleet.running == [OLD] * 4
    assert len(fleet.fragments[FRAGMENT]) == 2


async def test_killed_at_every_call_there_is_one_new_revision(tmp_path: Path) -> None:
    """Where, is drawn; the seed was not chosen."""
    for when in ("before", "after"):
        for kill_at in random.Random(18).sample(range(40), 4):
            fleet, journal = world(2), tmp_path / f"{when}-{kill_at}"
            killed = False

            def on_call(number: int, now: str, _: SimulatedFleet, at: int = kill_at, wanted: str = when) -> None:
                nonlocal killed
                if now == wanted and number >= at and not killed:
                    killed = True
                    raise KilledError

            fleet.on_call = on_call
            try:
                await run(fleet, journal)
            except KilledError:
                assert (await run(fleet, journal)).is_done
            assert fleet.running == [NEW] * 2
            assert len(fleet.fragments[FRAGMENT]) == 2
            assert all(set(versions) <= {OLD, NEW} for versions in fleet.history.values())


def loosened(fleet: SimulatedFleet) -> None:
    fleet.machines["part-01"].config["fragments"][0]["version"] = ""


def otherwise(fleet: SimulatedFleet) -> None:
    fleet.fragments[FRAGMENT].append({**machine_config(OLD), "note": "more"})


def without(fleet: SimulatedFleet) -> None:
    fleet.machines["part-01"].config["fragments"] = []


def packageless(fleet: SimulatedFleet) -> None:
    fleet.fragments[FRAGMENT].append({**machine_config(OLD), "packages": []})


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (loosened, "part-01: takes the latest version by itself"),
        (otherwise, "revision 1 differs from the newest, 2, by more than the model"),
        (without, f'part-01: its config has no fragment "{FRAGMENT}"'),
        (packageless, 'its config has no package "parts"'),
    ],
)
async def test_what_would_give_a_machine_more_than_the_model_is_refused(spoil: Any, words: str, tmp_path: Path) -> None:
    fleet = world(3)
    spoil(fleet)
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.FAILED
    assert words in outcome.words[0]
    assert NEW not in fleet.running


async def test_a_stranger_that_takes_the_newest_revision_holds_it(tmp_path: Path) -> None:
    """It is not in the roll-out, and would get the candidate at once."""
    fleet = world(3)
    loosened(fleet)
    few = replace(settings(1), fragment=FRAGMENT)
    outcome = await run_loop(context(fleet, tmp_path / "j", few), waiting(fleet))
    assert outcome.kind is OutcomeKind.FAILED
    assert "1 machines take its newest revision by themselves" in outcome.words[0]
    assert len(fleet.fragments[FRAGMENT]) == 1


async def test_by_the_protocol(tmp_path: Path) -> None:
    app = FleetApp(world(2), tmp_path / "registry")
    app.publish("org/parts", NEW)
    given: list[Any] = []
    app.on_config = lambda part, config: given.append(json.loads(json.dumps(config)))
    async with serving_fleet(app) as port:
        connection = AppConnection(OwnerKey(KEY, KEY_ID, "127.0.0.1", port, False), 5.0)
        viam = ViamFleet(connection, "org")
        chosen = replace(settings(2, stages=("1", "all")), fragment=FRAGMENT)
        journal = LoopJournal(tmp_path / "j")
        made = LoopContext(chosen, viam, viam, journal, lambda: app.fleet.now, lambda _: None)
        outcome = await run_loop(made, waiting(app.fleet))
        connection.close()
    assert outcome.is_done, outcome
    assert app.fleet.running == [NEW] * 2
    canary = given[0]
    assert [one["name"] for one in canary["services"]] == ["model", "seen", "model-candidate"]
    assert canary["services"][1]["attributes"]["shadow"] == {"mlmodel_name": "model-candidate"}
    assert {one["name"]: one["version"] for one in canary["packages"]} == {"parts": OLD, "parts-candidate": NEW}
    assert given[-1] == {**machine_config(NEW), "note": "its own"}
