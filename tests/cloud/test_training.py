"""A training job in Viam's cloud, which here is a process that trains for real."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.journal import LoopJournal
from driftwatch.cloud.keys import OwnerKey
from driftwatch.cloud.outcome import OutcomeKind, StepOutcome
from driftwatch.cloud.training import run_cloud_training
from driftwatch.cloud.training_port import TrainingJob
from driftwatch.cloud.viam_fleet import ViamFleet
from driftwatch.cloud.viam_training import ViamTraining
from tests.cloud.fleet import NEW, SimulatedFleet, settings
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import Fault, FleetApp, serving_fleet
from tests.fake_app.training_app import FakeTraining, TrainingServer
from tests.training.making import bright_things

SCRIPT = Path(__file__).resolve().parents[2] / "training"
ARGUMENTS = {"steps": "4", "pictures": "16", "input_size": "64"}
JOB = TrainingJob("set-1", "org/trainer", "1", "org/parts", NEW, ARGUMENTS)


def service(tmp_path: Path) -> FakeTraining:
    app = FleetApp(SimulatedFleet.of(1), tmp_path / "registry")
    return FakeTraining(app, {"set-1": bright_things(tmp_path / "set", 16)}, {"org/trainer": SCRIPT})


async def run(training: FakeTraining, folder: Path, job: TrainingJob = JOB, asks: int = 400) -> list[StepOutcome]:
    """As often as it is undecided, each time as a new process of the command."""
    found: list[StepOutcome] = []
    async with serving_fleet(training.app, TrainingServer(training)) as port:
        for _ in range(asks):
            connection = AppConnection(OwnerKey(KEY, KEY_ID, "127.0.0.1", port, False), 5.0)
            viam, journal = ViamFleet(connection, "org"), LoopJournal(folder / "journal")
            made = ViamTraining(connection, "org")
            context = LoopContext(settings(1), viam, viam, journal, lambda: 0.0, lambda _: None, made)
            found.append(await run_cloud_training(context, job, folder / "log"))
            connection.close()
            if found[-1].kind is not OutcomeKind.UNDECIDED:
                break
            await asyncio.sleep(0.1)
        await asyncio.gather(*training.tasks)
    return found


async def test_a_job_is_submitted_once_and_its_model_is_in_the_registry(tmp_path: Path) -> None:
    training = service(tmp_path)
    found = await run(training, tmp_path)
    assert found[-1].is_done, found[-1]
    assert len(training.jobs) == 1
    assert (tmp_path / "registry" / "org" / "parts" / NEW / "model.onnx").is_file()
    assert "step 4 of 4" in (tmp_path / "log").read_text()
    assert (await run(training, tmp_path))[0].is_done
    assert len(training.jobs) == 1


async def test_a_script_that_fails_is_said_with_its_log(tmp_path: Path) -> None:
    found = await run(service(tmp_path), tmp_path, replace(JOB, arguments={"steps": "0"}))
    assert found[-1].kind is OutcomeKind.FAILED
    assert "training job job-1: the script ended with status" in found[-1].words[0]
    assert "--steps" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("fault", ["lost after", "ended after"])
async def test_where_it_is_not_known_whether_it_was_taken_none_is_submitted_again(fault: Fault, tmp_path: Path) -> None:
    training = service(tmp_path)
    training.app.faults = [fault]
    found = await run(training, tmp_path)
    assert [one.kind for one in found] == [OutcomeKind.UNDECIDED, OutcomeKind.FAILED]
    assert "a second one is not submitted" in found[-1].words[0]
    assert len(training.jobs) == 1


async def test_one_that_was_refused_is_submitted_again(tmp_path: Path) -> None:
    training = service(tmp_path)
    found = await run(training, tmp_path, replace(JOB, dataset="set-2"), asks=1)
    assert "dataset set-2 not found" in found[0].words[0]
    assert (await run(training, tmp_path))[-1].is_done
