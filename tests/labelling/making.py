"""A folder of kept frames."""

from collections.abc import Sequence
from pathlib import Path

from driftwatch.capture.spool.files import file_name
from driftwatch.inference.answer import Box, Detection
from driftwatch.labelling.frame_set import FrameSet
from tests.capture.making import kept

CUP = Detection(Box(0.25, 0.5, 0.75, 1.0), "cup", 0.4)
PLATE = Detection(Box(0.0, 0.1, 0.5, 0.25), 'a "b" & <c>', 0.9)


def frame_set(folder: Path, boxes: Sequence[Sequence[Detection]] = ((CUP,), (CUP, PLATE), ())) -> FrameSet:
    frames = FrameSet(folder)
    for number, detections in enumerate(boxes, 1):
        one = kept(number, detections=detections)
        frames.put(one.record, file_name(one.record, ".jpg"), one.data)
    return frames
