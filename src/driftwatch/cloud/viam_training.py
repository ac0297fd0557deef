"""Viam's training service: a job is submitted, asked for, and its log read."""

from typing import Final

from viam.proto.app.mltraining import (
    GetTrainingJobLogsRequest,
    GetTrainingJobRequest,
    MLTrainingServiceStub,
    SubmitCustomTrainingJobRequest,
    TrainingStatus,
)

from driftwatch.cloud.app_connection import AppConnection
from driftwatch.cloud.training_port import TrainingJob, TrainingState

_PAGES: Final = 1000  # of a log; a service that never stops is not followed for ever


class ViamTraining:
    """TrainingService of an organisation."""

    def __init__(self, connection: AppConnection, organization: str) -> None:
        self._connection = connection
        self._organization = organization

    async def submit(self, job: TrainingJob) -> str:
        """Raises AppError."""
        request = SubmitCustomTrainingJobRequest(
            dataset_id=job.dataset,
            registry_item_id=job.script,
            registry_item_version=job.script_version,
            organization_id=self._organization,
            model_name=job.model.rpartition("/")[2],
            model_version=job.model_version,
            arguments=dict(job.arguments),
        )
        answer = await self._connection.call(
            "SubmitCustomTrainingJob",
            lambda channel, head: MLTrainingServiceStub(channel).SubmitCustomTrainingJob(request, metadata=head),
        )
        return answer.id

    async def state(self, job: str) -> tuple[TrainingState, str]:
        """Raises AppError."""
        request = GetTrainingJobRequest(id=job)
        answer = await self._connection.call(
            "GetTrainingJob",
            lambda channel, head: MLTrainingServiceStub(channel).GetTrainingJob(request, metadata=head),
        )
        found = answer.metadata
        if found.status == TrainingStatus.TRAINING_STATUS_COMPLETED:
            return TrainingState.COMPLETED, ""
        if found.status == TrainingStatus.TRAINING_STATUS_FAILED:
            return TrainingState.FAILED, found.error_status.message or "it does not say why"
        if found.status in (TrainingStatus.TRAINING_STATUS_CANCELED, TrainingStatus.TRAINING_STATUS_CANCELING):
            return TrainingState.FAILED, "somebody has cancelled it"
        is_running = found.status == TrainingStatus.TRAINING_STATUS_IN_PROGRESS
        return TrainingState.RUNNING if is_running else TrainingState.WAITING, ""

    async def log(self, job: str) -> tuple[str, ...]:
        """Raises AppError."""
        lines: list[str] = []
        page = ""
        for _ in range(_PAGES):
            request = GetTrainingJobLogsRequest(id=job, page_token=page)
            answer = await self._connection.call(
                "GetTrainingJobLogs",
                lambda channel, head, asked=request: MLTrainingServiceStub(channel).GetTrainingJobLogs(
                    asked, metadata=head
                ),
            )
            lines += [one.message for one in answer.logs]
            page = answer.next_page_token
            if not page:
                break
        return tuple(lines)
