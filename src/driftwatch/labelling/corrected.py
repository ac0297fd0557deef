"""What comes back from a labelling tool, before it is known to which frames it belongs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from driftwatch.errors import DatasetError
from driftwatch.inference.answer import Box, Detection, Size
from driftwatch.labelling.frame_set import FrameSet, KnownFrame, Truth, TruthSource

FRAME_ID: Final = re.compile(r"\d{13}-[0-9a-f]{16}")
"""Of a kept frame; its image's name holds it, in a spool and in every data set."""

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class CorrectedBox:
    """Corners in pixels of the image, or as fractions of it."""

    label: str
    corners: tuple[float, float, float, float]
    in_pixels: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """One image. name: of its file as the tool writes it, in which the frame's id is. size: None where not said."""

    name: str
    boxes: tuple[CorrectedBox, ...]
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many frames were corrected, of them without a box, and with other boxes than the model's own."""

    frames: int
    empty: int
    changed: int


def take_in(frames: FrameSet, corrected: Sequence[Corrected], tool: str) -> TakenIn:
    """Writes the truth of every frame, or of none: raises DatasetError with each problem. Raises OSError."""
    known = {one.record.id: one for one in frames.frames()}
    problems: list[str] = []
    found: dict[str, tuple[KnownFrame, Truth]] = {}
    for one in corrected:
        ids = FRAME_ID.findall(PurePosixPath(one.name.replace("\\", "/")).name)
        frame = known.get(ids[-1]) if ids else None
        if frame is None:
            problems.append(f"{one.name}: is none of the {len(known)} frames in {frames.folder}")
        elif frame.record.id in found:
            problems.append(f"{one.name}: frame {frame.record.id} is there twice")
        else:
            boxes, wrong = _boxes(one, frame.record.answer.size)
            problems += wrong
            found[frame.record.id] = frame, Truth(boxes, TruthSource.LABELS, tool)
    if not corrected:
        problems.append("holds no image")
    if problems:
        more = [f"{len(problems) - _SHOWN} more problems"] if len(problems) > _SHOWN else []
        raise DatasetError("; ".join([*problems[:_SHOWN], *more]) + "; nothing was taken in")
    for frame, truth in found.values():
        frames.set_truth(frame, truth)
    changed = sum(_differ(frame, truth) for frame, truth in found.values())
    return TakenIn(len(found), sum(not truth.boxes for _, truth in found.values()), changed)


def _boxes(one: Corrected, size: Size) -> tuple[tuple[Detection, ...], list[str]]:
    if one.size is not None and one.size != size:
        said = f"{one.size.width} x {one.size.height}"
        return (), [f"{one.name}: was labelled at {said} pixels, and the frame has {size.width} x {size.height}"]
    boxes: list[Detection] = []
    problems: list[str] = []
    for box in one.boxes:
        scale = (size.width, size.height) * 2 if box.in_pixels else (1.0,) * 4
        xmin, ymin, xmax, ymax = (value / of for value, of in zip(box.corners, scale, strict=True))
        slack = 0.01
        if not box.label.strip():
            problems.append(f"{one.name}: a box has no label")
        elif not (-slack <= xmin < xmax <= 1 + slack and -slack <= ymin < ymax <= 1 + slack):
            problems.append(f"{one.name}: a box of {box.label} does not lie in the image or has no area")
        else:
            corners = (min(max(value, 0.0), 1.0) for value in (xmin, ymin, xmax, ymax))
            boxes.append(Detection(Box(*corners), box.label, 1.0))
    return tuple(boxes), problems


def _differ(frame: KnownFrame, truth: Truth) -> bool:
    """Whether a box was added, removed, moved by more than rounding, or renamed."""
    said = list(frame.record.answer.detections or ())
    if len(said) != len(truth.boxes):
        return True
    for box in truth.boxes:
        same = next((one for one in said if one.label == box.label and one.box.iou(box.box) > 0.95), None)
        if same is None:
            return True
        said.remove(same)
    return False


def readable(path: Path) -> str:
    """The text of a file of annotations. Raises DatasetError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as text ({error})") from error
