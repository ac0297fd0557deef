"""The loop on simulated machines: killed at every call, edited in between, offline, late, bad."""

import json
from pathlib import Path
from typing import Any

import pytest

from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import OutcomeKind, StepOutcome
from driftwatch.cloud.plan import plan_loop
from driftwatch.cloud.rollback import roll_back
from tests.cloud.fleet import NEW, OLD, SimulatedFleet, context, machine_config, settings, waiting


class KilledError(BaseException):
    """As by SIGKILL: nothing of the command goes on."""


async def run(fleet: SimulatedFleet, journal: Path, **rollout: Any) -> StepOutcome:
    wanted = settings(len(fleet.machines), **rollout)
    return await run_loop(context(fleet, journal, wanted), waiting(fleet))


async def test_a_good_candidate_reaches_every_machine_in_stages(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(6)
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.DONE, outcome
    assert fleet.running == [NEW] * 6
    stages = [entry.content["machines"] for entry in LoopJournal(tmp_path / "j").of("stage")]
    assert stages == [1, 3, 6]
    assert fleet.machines["part-00"].config == machine_config(NEW)
    again = await run(fleet, tmp_path / "j")
    assert again.is_done
    assert len(fleet.calls) == 2 + 6


async def test_the_plan_is_what_run_does_call_for_call_and_changes_nothing(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(5)
    outcome, planned = await plan_loop(context(fleet, tmp_path / "j"))
    assert outcome.is_done
    assert fleet.calls == []
    assert not (tmp_path / "j").exists()
    await run(fleet, tmp_path / "j")
    assert [(one.call, one.part) for one in planned] == fleet.calls
    _, left = await plan_loop(context(fleet, tmp_path / "j"))
    assert list(left) == []


@pytest.mark.parametrize("when", ["before", "after"])
async def test_killed_at_every_call_and_run_again(when: str, tmp_path: Path) -> None:
    kill_at, finished = 0, False
    while not finished:
        fleet = SimulatedFleet.of(3)
        journal = tmp_path / f"{kill_at}"
        killed = False

        def on_call(number: int, now: str, _: SimulatedFleet, at: int = kill_at) -> None:
            nonlocal killed
            if now == when and number >= at and not killed:
                killed = True
                raise KilledError

        fleet.on_call = on_call
        try:
            await run(fleet, journal)
            finished = not killed
        except KilledError:
            assert set(fleet.running) <= {OLD, NEW}
            outcome = await run(fleet, journal)
            assert outcome.is_done, outcome
        assert fleet.running == [NEW] * 3
        assert all(set(versions) <= {OLD, NEW} for versions in fleet.history.values())
        numbers = [json.loads(line)["n"] for line in journal.read_text().splitlines()]
        assert numbers == list(range(len(numbers)))
        assert fleet.machines["part-00"].config == machine_config(NEW)
        kill_at += 1
    assert kill_at > 5


async def test_an_edit_between_reading_and_writing_is_not_overwritten(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(3)
    edited: list[int] = []

    def edit(number: int, when: str, world: SimulatedFleet) -> None:
        if LoopJournal(tmp_path / "j").of("begin") and not edited and len(world.calls) == 2:
            edited.append(number)
            config = {**world.machines["part-00"].config, "note": "by hand"}
            world.edit("part-00", config)

    fleet.on_call = edit
    assert (await run(fleet, tmp_path / "j")).is_done
    assert edited
    assert fleet.machines["part-00"].config["note"] == "by hand"


@pytest.mark.parametrize("version", ["3.0.0", OLD])
async def test_what_somebody_else_has_pinned_meanwhile_is_refused(version: str, tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(4)
    wanted = settings(4)
    outcome = await run_loop(context(fleet, tmp_path / "j", wanted), waiting(fleet, times=5))
    assert outcome.kind is OutcomeKind.UNDECIDED
    assert fleet.running.count(NEW) >= 1
    fleet.pin("part-00", version)
    calls = len(fleet.calls)
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.FAILED
    assert "nothing was written over that" in outcome.words[0]
    assert len(fleet.calls) == calls
    set_back = await roll_back(context(fleet, tmp_path / "j", wanted), "asked")
    assert set_back.is_done
    assert fleet.running == [version] + [OLD] * 3


def broken(readings: dict[str, Any]) -> Any:
    return lambda machine: readings


BAD = {
    "alert": (broken({"drift_code": 3, "drift_cause": "low confidence"}), "has an alert: low confidence"),
    "slow": (broken({"frames": 20}), "sees 33% of the frames"),
    "failing": (broken({"frames": 40, "failed_frames": 20}), "fails on 33.3% of the frames"),
    "misread": (broken({"reading_doubt": "labels"}), "is in doubt"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_version_is_stopped_at_its_first_machine_and_set_back(kind: str, tmp_path: Path) -> None:
    behaviour, words = BAD[kind]
    fleet = SimulatedFleet.of(6)
    for machine in fleet.machines.values():
        machine.behaviour = behaviour
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.FAILED
    assert words in outcome.words[0]
    assert fleet.running == [OLD] * 6
    assert NEW not in fleet.history.get("part-01", [])
    assert (await run(fleet, tmp_path / "j")).kind is OutcomeKind.FAILED


async def test_a_version_that_does_not_load_is_set_back(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(4)
    for machine in fleet.machines.values():
        machine.takes_after = 1e9
    outcome = await run(fleet, tmp_path / "j", patience_minutes=20.0)
    assert outcome.kind is OutcomeKind.FAILED
    assert "still runs 1.0.0" in outcome.words[0]
    assert fleet.running == [OLD] * 4


async def test_a_stale_camera_is_no_fault_of_the_version_and_is_waited_for(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(3)
    fleet.machines["part-01"].behaviour = broken({"drift_code": 4, "frames": 0})
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.UNDECIDED
    assert "part-01: its camera gives nothing new" in outcome.words[1]
    assert fleet.running == [NEW, NEW, OLD]
    fleet.machines["part-01"].behaviour = broken({})
    assert (await run(fleet, tmp_path / "j")).is_done


async def test_a_third_offline_does_not_hold_the_others(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(9)
    away = [fleet.machines[f"part-0{number}"] for number in (2, 5, 8)]
    for machine in away:
        machine.is_online = False
    assert (await run(fleet, tmp_path / "j", stages=("3", "all"))).is_done
    assert fleet.running == [NEW] * 9


async def test_too_many_offline_or_late_is_undecided_and_goes_on_later(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(4)
    for machine in list(fleet.machines.values())[2:]:
        machine.is_online = False
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.UNDECIDED
    assert outcome.words == (
        "stage 3 of 3, 4 of 4 machines",
        "part-02: sends no readings",
        "part-03: sends no readings",
    )
    for machine in fleet.machines.values():
        machine.is_online = True
    assert (await run(fleet, tmp_path / "j")).is_done


@pytest.mark.parametrize(("verdict", "kind"), [("worse", OutcomeKind.FAILED), ("undecided", OutcomeKind.UNDECIDED)])
async def test_without_promote_nothing_is_rolled_out(verdict: str, kind: OutcomeKind, tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(4)
    fleet.verdict = verdict
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is kind
    assert fleet.running == [OLD] * 4
    assert set(fleet.history) == {"part-00"}
    is_out = fleet.machines["part-00"].config == machine_config(OLD)
    assert is_out == (verdict == "worse")


async def test_a_candidate_that_is_not_in_the_registry_is_waited_for(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(2)
    fleet.versions.remove(NEW)
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.UNDECIDED
    assert fleet.calls == []


async def test_twenty_machines_are_set_back_in_one_command(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(20)
    assert (await run(fleet, tmp_path / "j")).is_done
    calls = len(fleet.calls)
    outcome = await roll_back(context(fleet, tmp_path / "j", settings(20)), "asked")
    assert outcome.is_done
    assert fleet.running == [OLD] * 20
    assert len(fleet.calls) - calls == 20
    assert (await run(fleet, tmp_path / "j")).kind is OutcomeKind.FAILED


async def test_a_call_whose_outcome_is_unknown_is_made_again_by_the_roll_back(tmp_path: Path) -> None:
    """So that the app refuses it, should it still arrive."""
    fleet = SimulatedFleet.of(2)
    journal = LoopJournal(tmp_path / "j")
    journal.write("begin", fleet.now, {"candidate": NEW, "before": {"part-00": OLD, "part-01": OLD}})
    late = {"purpose": "rollout", "part": "part-00", "from": OLD, "to": NEW}
    journal.write("before", fleet.now, late)
    arriving = await fleet.part("part-00")
    assert (await roll_back(context(fleet, tmp_path / "j"), "asked")).is_done
    assert fleet.calls == [("UpdateRobotPart", "part-00")]
    with pytest.raises(Exception, match="changed by somebody else"):
        await fleet.update_part(arriving, machine_config(NEW))


async def test_a_machine_that_takes_the_latest_is_refused(tmp_path: Path) -> None:
    fleet = SimulatedFleet.of(3)
    fleet.pin("part-02", "latest")
    outcome = await run(fleet, tmp_path / "j")
    assert outcome.kind is OutcomeKind.FAILED
    assert "takes the latest version by itself" in outcome.words[0]
    assert fleet.running.count(NEW) == 0
