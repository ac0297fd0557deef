"""Where hard frames are laid down as files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from driftwatch.config.constraints import Length, Range


@dataclass(frozen=True, slots=True)
class SpoolSettings:
    """Attribute `spool`: hard frames as files, for the data manager's `additional_sync_paths` or for other tools.

    directory: absolute path; its own, and on the same file system as its parent. format: "folders" lays images into
    tag=<tag>/dataset=<id> folders, which the data manager uploads with that tag and data set, and then deletes; "coco",
    "yolo" and "viam" make a data set with the model's boxes as first annotations, which stays there.
    tags, dataset_id: for "folders". max_megabytes: of all files (1 MB is 1,000,000 bytes); the least valuable frames
    make room. keep_metadata: leave EXIF, GPS and other metadata in the images.
    """

    directory: Annotated[str, Length(1)]
    format: Literal["folders", "coco", "yolo", "viam"] = "folders"
    tags: Annotated[tuple[Annotated[str, Length(1, 200)], ...], Length(0, 50)] = ("driftwatch",)
    dataset_id: str = ""
    max_megabytes: Annotated[float, Range(0, 1_000_000, open_minimum=True)] = 500.0
    keep_metadata: bool = False

    def problems(self) -> list[str]:
        problems = [
            f"{name}: {text} cannot be part of a folder's name"
            for name, texts in (("tags", self.tags), ("dataset_id", (self.dataset_id,)))
            for text in texts
            if "/" in text or "\\" in text or "\0" in text
        ]
        if not Path(self.directory).is_absolute():
            problems.append(f"directory: must be an absolute path, got {self.directory}")
        return problems
