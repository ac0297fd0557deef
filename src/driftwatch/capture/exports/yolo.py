"""YOLO: a text file next to each image and a data.yaml (https://docs.ultralytics.com/datasets/detect/)."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

import yaml

from driftwatch.capture.exports.example import IMAGES, Example, description
from driftwatch.capture.exports.halves import split

INDEX: Final = "data.yaml"
CLASSES: Final = "classes.txt"
TRAIN: Final = "train.txt"
VALIDATION: Final = "val.txt"
LABELS: Final = "labels"


class YoloExport:
    """A line a box: class number, then x and y of the middle, width and height as fractions of the image.

    An empty text file marks an image of nothing. The confidences have no place in this format, nor have classes of
    whole images: an image that a model only classified is in no list, because it would count as one of nothing.
    data.yaml names no `path`: readers then take the folder that it lies in. classes.txt is what Label Studio reads.
    """

    owns = (INDEX, CLASSES, TRAIN, VALIDATION, LABELS)

    def sidecars(self, example: Example, labels: Sequence[str]) -> Mapping[str, bytes]:
        if example.record.answer.detections is None:
            return {}
        lines: list[str] = []
        for detection in example.boxes:
            box = detection.box
            middle = ((box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2)
            extent = (box.xmax - box.xmin, box.ymax - box.ymin)
            numbers = " ".join(f"{value:.6f}" for value in (*middle, *extent))
            lines.append(f"{labels.index(detection.label)} {numbers}\n")
        return {f"{LABELS}/{PurePosixPath(example.file).stem}.txt": "".join(lines).encode()}

    def index(self, examples: Sequence[Example], labels: Sequence[str]) -> Mapping[str, bytes]:
        boxed = [example for example in examples if example.record.answer.detections is not None]
        halves = split(boxed)
        head = f"# {description(examples)}.\n# {halves.words}\n"
        if len(boxed) < len(examples):
            head += f"# {len(examples) - len(boxed)} images have a class and no boxes: they are in neither list.\n"
        content = {"train": TRAIN, "val": VALIDATION, "names": dict(enumerate(labels))}
        # PyYAML writes a line separator as it is and reads it back as a blank: such labels are written escaped.
        readable = all(label.isprintable() for label in labels)
        return {
            INDEX: (head + yaml.safe_dump(content, allow_unicode=readable, sort_keys=False)).encode(),
            CLASSES: "".join(" ".join(label.split()) + "\n" for label in labels).encode(),
            TRAIN: _listed(halves.train),
            VALIDATION: _listed(halves.validation),
        }


def _listed(examples: Sequence[Example]) -> bytes:
    return "".join(f"./{IMAGES}/{example.file}\n" for example in examples).encode()
