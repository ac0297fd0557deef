"""Viam's JSON lines: what `viam dataset export` writes and its training scripts read.

Field names as in the rdk's cli/dataset.go.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from driftwatch.capture.exports.example import Example

INDEX = "dataset.jsonl"


class ViamExport:
    """A line an image: path, boxes with corners as fractions, classes, time; `confidence_score` is the model's."""

    owns = (INDEX,)

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        del example, labels
        return {}

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        del labels
        return {INDEX: "".join(json.dumps(_line(example), allow_nan=False) + "\n" for example in examples).encode()}


def _line(example: Example) -> dict[str, object]:
    record = example.record
    captured = datetime.fromtimestamp(record.captured, timezone.utc)
    boxes = [
        {
            "annotation_label": d.label,
            "x_min_normalized": d.box.xmin,
            "x_max_normalized": d.box.xmax,
            "y_min_normalized": d.box.ymin,
            "y_max_normalized": d.box.ymax,
            **_score(d.confidence, example),
        }
        for d in example.boxes
    ]
    best = example.classification
    classes = [] if best is None else [{"annotation_label": best.label, **_score(best.confidence, example)}]
    return {
        "image_path": example.path,
        "classification_annotations": classes,
        "bounding_box_annotations": boxes,
        "timestamp": captured.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "component_name": record.camera,
    }


def _score(confidence: float, example: Example) -> dict[str, float]:
    """As Viam writes what a person has labelled: without one."""
    return {} if example.is_truth else {"confidence_score": confidence}
