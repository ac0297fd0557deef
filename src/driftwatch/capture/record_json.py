"""Records as JSON text: the sidecar of an image file."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from driftwatch.capture.kept import Reason, Record
from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.observation import ModelIdentity

T = TypeVar("T")


def record_to_json(record: Record) -> str:
    return json.dumps({**asdict(record), "value": record.value}, indent=1, allow_nan=False)


def record_from_json(text: str) -> Record:
    """Raises ValueError where `text` is not what `record_to_json` gives."""
    try:
        raw: dict[str, Any] = json.loads(text)
        return Record(
            id=str(raw["id"]),
            camera=str(raw["camera"]),
            captured=float(raw["captured"]),
            model=ModelIdentity(**{name: str(value) for name, value in raw["model"].items()}),
            answer=_answer(raw["answer"]),
            frame_id=str(raw["frame_id"]),
            reasons=tuple(Reason(str(r["name"]), float(r["value"]), float(r["probability"])) for r in raw["reasons"]),
            charged_to=str(raw["charged_to"]),
            inclusion=float(raw["inclusion"]),
            mime_type=str(raw["mime_type"]),
            tags=tuple(str(tag) for tag in raw["tags"]),
            blurred=bool(raw["blurred"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not the record of a kept frame: {error}") from error


def _answer(raw: Mapping[str, Any]) -> Answer:
    detections, classifications = raw["detections"], raw["classifications"]
    return Answer(
        Size(int(raw["size"]["width"]), int(raw["size"]["height"])),
        None if detections is None else tuple(_detection(one) for one in detections),
        None
        if classifications is None
        else tuple(Classification(str(one["label"]), float(one["confidence"])) for one in classifications),
    )


def _detection(raw: Mapping[str, Any]) -> Detection:
    box = raw["box"]
    corners = (float(box["xmin"]), float(box["ymin"]), float(box["xmax"]), float(box["ymax"]))
    return Detection(Box(*corners), str(raw["label"]), float(raw["confidence"]))
