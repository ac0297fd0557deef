"""Where hard frames are written as files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from driftwatch.config.constraints import Length, Range


@dataclass(frozen=True, slots=True)
class SpoolSettings:
    """Attribute `spool`: hard frames as files, for the data manager's `additional_sync_paths` or for other tools."""

    directory: Annotated[str, Length(1)]
    """Absolute path; its own, and on the same file system as its parent."""
    format: Literal["folders", "coco", "yolo", "viam"] = "folders"
    """How the files are laid out.

    "folders" lays images into tag=<tag>/dataset=<id> folders, which the data manager uploads with that tag and data
    set, and then deletes; "coco", "yolo" and "viam" make a data set with the model's boxes as first annotations, which
    stays there.
    """
    tags: Annotated[tuple[Annotated[str, Length(1, 200)], ...], Length(0, 50)] = ("driftwatch",)
    """For "folders": a folder for each."""
    dataset_id: str = ""
    """For "folders"."""
    max_megabytes: Annotated[float, Range(0, 1_000_000, open_minimum=True)] = 500.0
    """Megabytes of all files (1 MB is 1,000,000 bytes); the least valuable frames make room."""
    keep_metadata: bool = False
    """Leave EXIF, GPS and other metadata in the images."""

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

    def doubts(self, has_boxes: bool) -> list[str]:
        """What is likely a mistake. has_boxes: whether the model is a detector."""
        if has_boxes or self.format != "yolo":
            return []
        text = "yolo holds boxes and this model gives none, so its images are in none of the lists"
        return [f'spool.format: {text}; "coco" and "viam" hold the class of an image']
