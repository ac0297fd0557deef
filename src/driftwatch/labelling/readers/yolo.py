"""YOLO's text files, in the layouts of Ultralytics (data.yaml), Label Studio (classes.txt) and CVAT (obj.names)."""

from pathlib import Path
from typing import Any, Final, cast

import yaml

from driftwatch.errors import DatasetError
from driftwatch.labelling.corrected import FRAME_ID, Corrected, CorrectedBox, readable

_LISTS: Final = ("classes.txt", "obj.names")


def read_corrected_yolo(path: Path) -> tuple[Corrected, ...]:
    """path: the folder, or a file of it that names the classes. Raises DatasetError."""
    folder = path if path.is_dir() else path.parent
    labels = _labels(folder)
    texts = sorted(file for file in folder.rglob("*.txt") if FRAME_ID.search(file.name))
    return tuple(Corrected(file.name, tuple(_boxes(file, labels))) for file in texts)


def _labels(folder: Path) -> dict[int, str]:
    index = folder / "data.yaml"
    if index.is_file():
        try:
            names: Any = yaml.safe_load(readable(index))["names"]
            is_numbered = isinstance(names, dict)
            listed = cast("dict[Any, Any]", names) if is_numbered else dict(enumerate(cast("list[Any]", names)))
            return {int(number): str(label) for number, label in listed.items()}
        except (yaml.YAMLError, KeyError, ValueError, TypeError) as error:
            raise DatasetError(f"{index}: has no names of classes ({error!r})") from error
    for name in _LISTS:
        if (folder / name).is_file():
            lines = readable(folder / name).splitlines()
            return dict(enumerate(line.strip() for line in lines if line.strip()))
    raise DatasetError(f"{folder}: has no data.yaml, {' or '.join(_LISTS)} with the names of the classes")


def _boxes(file: Path, labels: dict[int, str]) -> list[CorrectedBox]:
    found: list[CorrectedBox] = []
    for line in readable(file).splitlines():
        if not line.strip():
            continue
        try:
            number, x, y, width, height = line.split()[:5]
            middle, half = (float(x), float(y)), (float(width) / 2, float(height) / 2)
            label = labels[int(number)]
        except (ValueError, KeyError) as error:
            raise DatasetError(f'{file}: "{line[:80]}" is no line of class, x, y, width and height') from error
        corners = (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
        found.append(CorrectedBox(label, corners, in_pixels=False))
    return found
