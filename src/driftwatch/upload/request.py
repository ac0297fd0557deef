"""What an upload is asked for, and how it is getting on, for a person."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal, TypeAlias, cast

from driftwatch.config.constraints import Length, Range

State: TypeAlias = Literal["idle", "uploading", "waiting", "stopped", "done"]


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """Arguments of the command `upload`.

    dataset_id: of a data set that exists; "" for none. tags: besides those of the attribute `capture`. limit: frames;
    unset: until none waits. camera_name: frames of this camera alone; "" for all.
    """

    dataset_id: Annotated[str, Length(0, 200)] = ""
    tags: Annotated[tuple[Annotated[str, Length(1, 200)], ...], Length(0, 50)] = ("unreviewed",)
    limit: Annotated[int, Range(1, 1_000_000)] | None = None
    camera_name: str = ""

    @property
    def camera(self) -> str | None:
        return self.camera_name or None


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

    def to_json(self) -> dict[str, Any]:
        request: dict[str, object] = asdict(self.request) if self.request else {}
        given = {
            name: list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
            for name, value in request.items()
        }
        return {
            **asdict(self),
            "next_attempt_seconds": round(self.next_attempt_seconds, 1),
            "request": {name: value for name, value in given.items() if value is not None},
        }
