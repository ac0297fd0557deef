"""Label Studio's JSON: tasks with annotations, boxes in percent (https://labelstud.io/guide/export)."""

import json
from pathlib import Path
from typing import Any

from driftwatch.errors import DatasetError
from driftwatch.labelling.corrected import Corrected, CorrectedBox, readable


def read_corrected_label_studio(path: Path) -> tuple[Corrected, ...]:
    """Tasks that nobody has annotated, or whose annotation was skipped, are left out. Raises DatasetError."""
    try:
        tasks: Any = json.loads(readable(path))
        return tuple(one for task in tasks if (one := _task(task)) is not None)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise DatasetError(f"{path}: is no JSON export of Label Studio, tasks with annotations ({error!r})") from error


def _task(task: Any) -> Corrected | None:
    """With the newest annotation; the name of the task's data is the frame's where it has it."""
    given = [one for one in task["annotations"] if not one.get("was_cancelled")]
    if not given:
        return None
    newest = max(given, key=lambda one: str(one.get("updated_at") or one.get("created_at") or ""))
    data = task["data"]
    name = str(data.get("driftwatch_id") or data["image"])
    boxes = tuple(_box(one, name) for one in newest["result"] if one.get("type") == "rectanglelabels")
    return Corrected(name, boxes)


def _box(one: Any, name: str) -> CorrectedBox:
    value = one["value"]
    if value.get("rotation"):
        raise DatasetError(f"{name}: a box is turned by {value['rotation']} degrees; label with upright boxes")
    x, y, width, height = (float(value[key]) / 100 for key in ("x", "y", "width", "height"))
    return CorrectedBox(str(value["rectanglelabels"][0]), (x, y, x + width, y + height), in_pixels=False)
