"""How an upload is getting on, for a person."""

from dataclasses import asdict, dataclass
from typing import Any

from driftwatch.services.uploading.request import UploadRequest
from driftwatch.services.uploading.uploader import State


@dataclass(frozen=True, slots=True)
class UploadStatus:
    """state: "idle" before the first request, "waiting" for the next attempt, "stopped" by a person or a problem.

    route: "machine" or "app". uploaded: frames of this request. waiting: frames that are still in the queue.
    kept_back: frames that may have arrived, which nobody else gets before that is known. problem: why the last attempt
    failed, "" once one went well.
    """

    state: State
    route: str
    uploaded: int
    waiting: int
    kept_back: int
    problem: str
    next_attempt_seconds: float
    request: UploadRequest | None

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        request = asdict(self.request) if self.request else {}
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in request.items()}
        return {
            **asdict(self),
            "next_attempt_seconds": round(self.next_attempt_seconds, 1),
            "request": {name: value for name, value in given.items() if value is not None},
        }
