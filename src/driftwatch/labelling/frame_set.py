"""A folder of kept frames and what is known of their truth: what `label`, `retrain` and the loop work on."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from driftwatch.capture.exports.example import IMAGES, Example
from driftwatch.capture.files import Files, write_whole
from driftwatch.capture.kept import Record
from driftwatch.capture.record_json import record_from_json, record_to_json
from driftwatch.errors import DatasetError
from driftwatch.inference.answer import Answer, Box, Detection

RECORDS: Final = "records"
TRUTH: Final = "truth"
_PART: Final = ".part"


class TruthSource(IntEnum):
    """Who says what is on a frame; the larger one wins."""

    MODEL = 0
    """The model itself: nobody has looked yet."""
    REVIEW = 1
    """A person's verdicts on the model's boxes."""
    LABELS = 2
    """A person's own boxes, from a labelling tool."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is on a frame, as far as a person said. tool: where it comes from, such as "coco"."""

    boxes: tuple[Detection, ...]
    source: TruthSource
    tool: str


@dataclass(frozen=True, slots=True)
class KnownFrame:
    """One frame. file: the name of its image. truth: None where nobody has looked."""

    record: Record
    file: str
    truth: Truth | None

    @property
    def example(self) -> Example:
        """With the truth where it is known, else with what the model said."""
        if self.truth is None:
            return Example(self.record, self.file)
        answer = Answer(self.record.answer.size, self.truth.boxes)
        return Example(replace(self.record, answer=answer), self.file, is_truth=True)


class FrameSet:
    """images/, records/ and truth/ in one folder: a spool of the module, or frames that were put in."""

    def __init__(self, folder: Path, files: Files | None = None) -> None:
        self.folder = folder
        self._files = files or Files()

    def frames(self) -> tuple[KnownFrame, ...]:
        """The oldest first. Raises DatasetError where the folder holds none, or one of its files is damaged."""
        images = self.folder / IMAGES
        if not images.is_dir():
            raise DatasetError(f"{self.folder}: holds no folder {IMAGES} with kept frames")
        found = [self._frame(name) for name in self._files.names(images)]
        frames = sorted((one for one in found if one is not None), key=lambda one: one.record.id)
        if not frames:
            raise DatasetError(f"{self.folder}: holds no kept frame: none of its images has a file in {RECORDS}")
        return tuple(frames)

    def files(self) -> dict[str, str]:
        """Names of images by the ids of their frames; none of an empty folder. Raises DatasetError."""
        if not (self.folder / IMAGES).is_dir():
            return {}
        found = [self._frame(name) for name in self._files.names(self.folder / IMAGES)]
        return {one.record.id: one.file for one in found if one is not None}

    def find(self, file: str) -> KnownFrame:
        """By its image's name. Raises DatasetError where there is none."""
        found = self._frame(file)
        if found is None:
            raise DatasetError(f"{self.folder}: holds no frame {file}")
        return found

    def put(self, record: Record, file: str, data: bytes) -> None:
        """Adds a frame; its image is written last, since a record without one does not exist. Raises OSError."""
        self._write(f"{RECORDS}/{Path(file).stem}.json", record_to_json(record).encode())
        self._write(f"{IMAGES}/{file}", data)

    def set_truth(self, frame: KnownFrame, truth: Truth) -> bool:
        """Whether it was taken: what a person labelled is not replaced by verdicts. Raises OSError."""
        if frame.truth is not None and frame.truth.source > truth.source:
            return False
        self._write(f"{TRUTH}/{Path(frame.file).stem}.json", _to_json(truth))
        return True

    def image(self, frame: KnownFrame) -> bytes:
        """Raises DatasetError where it cannot be read."""
        try:
            return self._files.read(self.folder / IMAGES / frame.file)
        except OSError as error:
            raise DatasetError(f"{frame.file}: cannot be read ({error.strerror})") from error

    def _frame(self, name: str) -> KnownFrame | None:
        """None for an image of somebody else."""
        sidecar = self.folder / RECORDS / f"{Path(name).stem}.json"
        if not sidecar.is_file():
            return None
        known = self.folder / TRUTH / sidecar.name
        try:
            record = record_from_json(self._files.read(sidecar).decode())
            truth = _from_json(self._files.read(known).decode()) if known.is_file() else None
        except (OSError, ValueError) as error:
            raise DatasetError(f"{name}: what is known of it cannot be read ({error})") from error
        return KnownFrame(record, name, truth)

    def _write(self, path: str, content: bytes) -> None:
        part, target = self.folder / _PART, self.folder / path
        for folder in (part, target.parent):
            self._files.make_folder(folder)
        write_whole(self._files, target, content, part / target.name)


def truth_share(frames: Sequence[KnownFrame]) -> float:
    """The share of frames that a person has looked at."""
    return sum(one.truth is not None for one in frames) / len(frames) if frames else 0.0


def labels_in(frames: Iterable[KnownFrame]) -> tuple[str, ...]:
    """Of all boxes, sorted."""
    return tuple(sorted({box.label for one in frames for box in one.example.boxes}))


def _to_json(truth: Truth) -> bytes:
    boxes = [
        {"label": one.label, "box": [one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax]} for one in truth.boxes
    ]
    content = {"version": 1, "source": truth.source.name.lower(), "tool": truth.tool, "boxes": boxes}
    return json.dumps(content, indent=1, allow_nan=False).encode()


def _from_json(text: str) -> Truth:
    """Raises ValueError."""
    try:
        raw: dict[str, Any] = json.loads(text)
        boxes = tuple(Detection(Box(*(float(v) for v in one["box"])), str(one["label"]), 1.0) for one in raw["boxes"])
        return Truth(boxes, TruthSource[str(raw["source"]).upper()], str(raw["tool"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not the truth of a frame: {error}") from error
