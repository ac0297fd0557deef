"""Viam's training service on loopback: a job runs the script for real, in a process, and publishes what it makes."""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grpclib import GRPCError, Status
from viam.gen.app.mltraining.v1.ml_training_grpc import UnimplementedMLTrainingServiceBase
from viam.proto.app.mltraining import (
    GetTrainingJobLogsResponse,
    GetTrainingJobResponse,
    SubmitCustomTrainingJobResponse,
    TrainingJobLogEntry,
    TrainingJobMetadata,
    TrainingStatus,
)

from tests.fake_app.fleet_app import FleetApp


@dataclass
class FakeTraining:
    """datasets: JSON lines by id. scripts: folders of training packages by registry item. jobs: as asked for."""

    app: FleetApp
    datasets: dict[str, Path] = field(default_factory=dict[str, Path])
    scripts: dict[str, Path] = field(default_factory=dict[str, Path])
    jobs: list[Any] = field(default_factory=list[Any])
    ends: dict[str, tuple[int, list[str]]] = field(default_factory=dict[str, tuple[int, list[str]]])
    tasks: set["asyncio.Task[None]"] = field(default_factory=set["asyncio.Task[None]"])

    def begin(self, request: Any) -> str:
        self.jobs.append(request)
        job = f"job-{len(self.jobs)}"
        task = asyncio.get_running_loop().create_task(self._run(job, request))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return job

    async def _run(self, job: str, request: Any) -> None:
        out = self.app.registry / request.organization_id / request.model_name / f"{request.model_version}.part"
        given = [f"--{name}={value}" for name, value in request.arguments.items()]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "model.training", f"--dataset_file={self.datasets[request.dataset_id]}",
            f"--model_output_directory={out}", *given, cwd=self.scripts[request.registry_item_id],
            env={**os.environ, "PYTHONPATH": ""}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        if process.returncode == 0:
            out.rename(out.with_suffix("") if out.suffix == ".part" else out)
        self.ends[job] = (process.returncode or 0, said.decode(errors="replace").splitlines())


class TrainingServer(UnimplementedMLTrainingServiceBase):
    """Pages of a log have three lines."""

    def __init__(self, training: FakeTraining) -> None:
        self._training = training

    async def SubmitCustomTrainingJob(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._training.app.admitted("SubmitCustomTrainingJob", stream)
        if request.dataset_id not in self._training.datasets:
            raise GRPCError(Status.NOT_FOUND, f"dataset {request.dataset_id} not found")
        job = self._training.begin(request)
        await self._training.app.answered(fault)
        await stream.send_message(SubmitCustomTrainingJobResponse(id=job))

    async def GetTrainingJob(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._training.app.admitted("GetTrainingJob", stream)
        status = TrainingStatus.TRAINING_STATUS_IN_PROGRESS
        found = TrainingJobMetadata(id=request.id)
        if request.id in self._training.ends:
            code, _ = self._training.ends[request.id]
            is_good = code == 0
            status = TrainingStatus.TRAINING_STATUS_COMPLETED if is_good else TrainingStatus.TRAINING_STATUS_FAILED
            found.error_status.message = "" if is_good else f"the script ended with status {code}"
        found.status = status
        await self._training.app.answered(fault)
        await stream.send_message(GetTrainingJobResponse(metadata=found))

    async def GetTrainingJobLogs(self, stream: Any) -> None:  # noqa: N802
        request, fault = await self._training.app.admitted("GetTrainingJobLogs", stream)
        _, lines = self._training.ends[request.id]
        first = int(request.page_token or 0)
        page = [TrainingJobLogEntry(level="info", message=line) for line in lines[first : first + 3]]
        after = str(first + 3) if first + 3 < len(lines) else ""
        await self._training.app.answered(fault)
        await stream.send_message(GetTrainingJobLogsResponse(logs=page, next_page_token=after))
