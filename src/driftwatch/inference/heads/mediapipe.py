"""MediaPipe's detectors: BlazeFace (short range, back camera, full range), palms and poses, as .tflite files.

Two outputs: (1, N, 4 + 2K) with centre x, centre y, width and height in pixels from the anchor, then K key points;
and (1, N, 1) logits. Source: MediaPipe's tensors_to_detections_calculator and the options in its modules
face_detection, palm_detection and pose_detection, whose graphs say how the image is made as well; Bazarevsky et al.,
"BlazeFace", 2019.
"""

from typing import Final

from driftwatch.inference.heads.common.anchor_grid import AnchorSettings
from driftwatch.inference.heads.common.anchors import Anchors, Coding, find_pair, fitting_grid, make_anchors
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.nms import Suppression
from driftwatch.inference.presets import PRESETS, Preset

KNOWN: Final = (
    AnchorSettings(strides=(8, 16, 16, 16), fixed_anchor_size=True),  # short range, front camera, palms, pose at 128
    AnchorSettings(strides=(16, 32, 32, 32), fixed_anchor_size=True),  # back camera at 256
    AnchorSettings(strides=(4,), interpolated_scale_aspect_ratio=0.0, fixed_anchor_size=True),  # full range at 192
    AnchorSettings(strides=(8, 16, 32, 32, 32), fixed_anchor_size=True),  # pose at 224
)


PALM_POINTS: Final = 7
OLD_PALM: Final = 256
"""Pixels a side of the palm detector before 2021, which took values from -1 to 1."""


def image(subject: Subject) -> Preset:
    """The whole image between black bars; 0 to 1 for palms, -1 to 1 for faces and poses."""
    pair = find_pair(subject)
    points = 0 if pair is None else (pair.coordinates - 4) // 2
    values = "unit" if points == PALM_POINTS and subject.canvas.width != OLD_PALM else "tf"
    return Preset(PRESETS[values].normalization, "letterbox")


def recognise(subject: Subject) -> Recognition | None:
    pair = find_pair(subject)
    if pair is None or pair.classes != 1 or pair.coordinates < 4 or pair.coordinates % 2:
        return None
    if fitting_grid(subject, pair.rows, KNOWN) is None:
        return None
    points = (pair.coordinates - 4) // 2
    return Recognition(f"{pair.rows} boxes with {points} key points, as many as there are anchors, and one score each")


def make(subject: Subject) -> Anchors:
    width, height = subject.canvas.width, subject.canvas.height
    coding = Coding((0, 1, 2, 3), (width, height, width, height), exponential=False, background=0)
    return make_anchors(subject, coding, KNOWN)


MEDIAPIPE: Final = Convention(
    name="mediapipe",
    outputs="(1, N, 4 + 2K), (1, N, 1)",
    recognise=recognise,
    make=make,
    suppression=Suppression(0.3, weighted=True),
    image=image,
)
