"""A training job in Viam's cloud: submitted once, followed until it has ended, its log kept."""

import asyncio
from pathlib import Path

from driftwatch.cloud.changes import LoopContext
from driftwatch.cloud.outcome import StepOutcome, done, failed, undecided
from driftwatch.cloud.ports import AppError
from driftwatch.cloud.training_port import TrainingJob, TrainingService, TrainingState


async def run_cloud_training(context: LoopContext, job: TrainingJob, log: Path) -> StepOutcome:
    """Goes as far as it can now; call it again to go on. log: the file in which the job's log is kept.

    Never submits a second job where it is not known whether the first was taken: that would cost money twice.
    """
    service = context.training
    assert service is not None, "the command opens it"
    try:
        number = await _submitted(context, service, job)
        if isinstance(number, StepOutcome):
            return number
        state, why = await service.state(number)
        if state in (TrainingState.COMPLETED, TrainingState.FAILED):
            lines = await service.log(number)
            await asyncio.to_thread(log.write_text, "".join(f"{line}\n" for line in lines), "utf-8")
        if state is TrainingState.FAILED:
            return failed(f"training job {number}: {why}; its log is in {log}")
        if state is not TrainingState.COMPLETED:
            return undecided(f"training job {number} is {state.value}; call again")
        if not await context.app.has_version(job.model, job.model_version):
            return undecided(f"training job {number} is completed; {job.model} {job.model_version} is not there yet")
        return done(f"{job.model} {job.model_version} is trained and in the registry; the log is in {log}")
    except AppError as error:
        return undecided(f"{error}; call again")
    except OSError as error:
        return failed(f"{log}: cannot be written ({error.strerror})")


async def _submitted(context: LoopContext, service: TrainingService, job: TrainingJob) -> str | StepOutcome:
    """The job's id, or why there is none."""
    journal = context.journal
    ended = [one for one in journal.of("submitted") if one.content["outcome"] != "refused"]
    begun = journal.of("submit")
    refused = len(journal.of("submitted")) - len(ended)
    if ended and ended[-1].content["outcome"] == "done":
        return str(ended[-1].content["job"])
    if len(begun) > refused:
        return failed(
            "it is not known whether the training job was taken, and a second one is not submitted",
            "look for it in the app, under TRAIN; where there is none, begin a new file",
        )
    content = {"dataset": job.dataset, "script": job.script, "model": job.model, "version": job.model_version}
    journal.write("submit", context.now(), content)
    try:
        number = await service.submit(job)
    except AppError as error:
        outcome = "unknown" if error.in_doubt else "refused"
        journal.write("submitted", context.now(), {"outcome": outcome, "why": str(error)})
        raise
    journal.write("submitted", context.now(), {"outcome": "done", "job": number})
    context.say(f"training job {number} is submitted")
    return number
