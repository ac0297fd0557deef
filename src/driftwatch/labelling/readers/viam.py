"""Viam's JSON lines, as `viam dataset export` writes what was labelled in its app."""

import json
from pathlib import Path
from typing import Any

from driftwatch.errors import DatasetError
from driftwatch.labelling.corrected import Corrected, CorrectedBox, readable


def read_corrected_viam(path: Path) -> tuple[Corrected, ...]:
    """path: dataset.jsonl, or the folder of it. Raises DatasetError."""
    file = path / "dataset.jsonl" if path.is_dir() else path
    try:
        return tuple(_line(line) for line in readable(file).splitlines() if line.strip())
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DatasetError(f"{file}: a line is none of `viam dataset export` ({error!r})") from error


def _line(line: str) -> Corrected:
    content: Any = json.loads(line)
    boxes = tuple(_box(one) for one in content.get("bounding_box_annotations") or ())
    return Corrected(str(content["image_path"]), boxes)


def _box(one: Any) -> CorrectedBox:
    ends = [float(one[f"{axis}_{end}_normalized"]) for end in ("min", "max") for axis in ("x", "y")]
    return CorrectedBox(str(one["annotation_label"]), (ends[0], ends[1], ends[2], ends[3]), in_pixels=False)
