"""YOLO: a text file next to each image and a data.yaml (https://docs.ultralytics.com/datasets/detect/)."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import yaml

from driftwatch.capture.exports.example import IMAGES, Example

INDEX = "data.yaml"
LABELS = "labels"


class YoloExport:
    """A line a box: class number, then x and y of the middle, width and height as fractions of the image.

    An empty text file marks an image of nothing. The confidences have no place in this format.
    """

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        lines: list[str] = []
        for detection in example.record.answer.detections or ():
            box = detection.box
            middle = ((box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2)
            extent = (box.xmax - box.xmin, box.ymax - box.ymin)
            numbers = " ".join(f"{value:.6f}" for value in (*middle, *extent))
            lines.append(f"{labels.index(detection.label)} {numbers}\n")
        return {f"{LABELS}/{PurePosixPath(example.file).stem}.txt": "".join(lines).encode()}

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        del examples
        content = {"path": ".", "train": IMAGES, "val": IMAGES, "names": dict(enumerate(labels))}
        # PyYAML writes a line separator as it is and reads it back as a blank: such labels are written escaped.
        readable = all(label.isprintable() for label in labels)
        return {INDEX: yaml.safe_dump(content, allow_unicode=readable, sort_keys=False).encode()}
