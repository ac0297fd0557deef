"""The metadata that Ultralytics' exporter writes into a model file (its `Exporter`: task, names, head, imgsz, ...)."""

from dataclasses import dataclass
from typing import Any, Final

from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.labels.literal import read_literal

RT_DETR_HEAD: Final = "RTDETRDecoder"


@dataclass(frozen=True, slots=True)
class Ultralytics:
    """What Ultralytics' exporter writes into a model's metadata."""

    task: str
    """"detect", "segment", "pose", "classify", ..."""
    classes: int
    """Number of names."""
    rt_detr: bool
    """Not of the YOLO family."""
    suppressed: bool | None
    """Whether the model gives finished detections; None where an older exporter did not say."""

    @property
    def has_boxes(self) -> bool:
        """Those of "obb" models are turned."""
        return self.task in ("detect", "segment", "pose", "obb")

    def __str__(self) -> str:
        return f"Ultralytics' metadata says: {self.task}, {self.classes} classes"


def read_metadata(subject: Subject) -> Ultralytics | None:
    """None where the file was not written by Ultralytics, or its names cannot be read."""
    properties = subject.info.properties
    if "task" not in properties or "names" not in properties:
        return None
    names, arguments = _literal(properties["names"]), _literal(properties.get("args", ""))
    if not isinstance(names, (dict, list)):
        return None
    rt_detr = properties.get("head") == RT_DETR_HEAD or "rtdetr" in properties.get("description", "").lower()
    end_to_end = properties.get("end2end")
    nms = isinstance(arguments, dict) and arguments.get("nms") is True
    suppressed = None if end_to_end is None else end_to_end == "True" or nms
    return Ultralytics(properties["task"], len(names), rt_detr, suppressed)


def _literal(text: str) -> Any:
    """The Python value that `text` writes; None where it writes none."""
    try:
        return read_literal(text)
    except (ValueError, TypeError, RecursionError):
        return None
