"""Every data set format that can be read; a new one needs a file and a line here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from driftwatch.errors import DatasetError
from driftwatch.quality.evaluation.labelled import LabelledSet
from driftwatch.quality.evaluation.readers.coco import find_coco, read_coco
from driftwatch.quality.evaluation.readers.viam import read_viam
from driftwatch.quality.evaluation.readers.yolo import read_yolo

READERS: Final[Mapping[str, Callable[[Path], LabelledSet]]] = MappingProxyType(
    {".json": read_coco, ".yaml": read_yolo, ".yml": read_yolo, ".jsonl": read_viam}
)
"""By the ending of the file that describes the data set."""

_ACCEPTED: Final = "a COCO file (.json), a YOLO data.yaml, Viam's dataset.jsonl, or a folder that holds one of them"


def read_dataset(path: Path) -> LabelledSet:
    """From the file that describes the data set, or the folder it is in. Raises DatasetError."""
    file = _index(path) if path.is_dir() else path
    reader = READERS.get(file.suffix.lower()) if file is not None else None
    if file is None or reader is None or not file.is_file():
        raise DatasetError(f"{path}: is no data set; what can be read: {_ACCEPTED}")
    found = reader(file)
    if not found.images:
        raise DatasetError(f"{path}: holds no image")
    return found


def _index(folder: Path) -> Path | None:
    """The most telling one first: data.yaml and dataset.jsonl have names of their own."""
    named = [folder / name for name in ("dataset.jsonl", "data.yaml", "data.yml")]
    return next((file for file in named if file.is_file()), None) or find_coco(folder)
