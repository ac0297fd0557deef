"""What an upload is asked for."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.config.constraints import Length, Range


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """Arguments of the command `upload`.

    dataset_id: of a data set that exists; "" for none. tags: beside those of the attribute `capture`. limit: frames;
    unset: until none waits. camera_name: frames of this camera alone; "" for all.
    """

    dataset_id: str = ""
    tags: tuple[Annotated[str, Length(1)], ...] = ("unreviewed",)
    limit: Annotated[int, Range(1)] | None = None
    camera_name: str = ""

    @property
    def camera(self) -> str | None:
        return self.camera_name or None
