"""What the loop needs of a training service."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class TrainingState(str, Enum):
    WAITING = "waiting"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    """Also where somebody has cancelled it."""


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """dataset: its id. script: registry item of a training script, "organization/name". model: the registry item."""

    dataset: str
    script: str
    script_version: str
    model: str
    model_version: str
    arguments: Mapping[str, str]


class TrainingService(Protocol):
    """Raises AppError."""

    async def submit(self, job: TrainingJob) -> str:
        """Gives the job's id."""
        ...

    async def state(self, job: str) -> tuple[TrainingState, str]:
        """With why it failed, "" where it did not."""
        ...

    async def log(self, job: str) -> tuple[str, ...]: ...
