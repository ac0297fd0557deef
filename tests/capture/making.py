"""Frames, sampled frames and kept frames for tests."""

from collections.abc import Iterator, Sequence
from itertools import count

import cv2
import numpy as np

from driftwatch.capture.frame import SampledFrame
from driftwatch.capture.kept import Kept, Reason, Record
from driftwatch.capture.samplers.input import Context, SamplerInput
from driftwatch.capture.tracker import Tracked, Tracker
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.inference.matching import corners_of
from driftwatch.observation import ModelIdentity, Moment, Observation

MODEL = ModelIdentity("parts", "3", "ab" * 32)
MIDDLE = Box(0.4, 0.4, 0.6, 0.6)


def box(x: float, y: float = 0.4, side: float = 0.2) -> Box:
    return Box(x, y, x + side, y + side)


def detection(confidence: float, label: str = "part", where: Box = MIDDLE) -> Detection:
    return Detection(where, label, confidence)


def observed(
    detections: Sequence[Detection] | None = None,
    now: float = 0.0,
    *,
    classes: Sequence[tuple[str, float]] | None = None,
    camera: str = "belt",
    wall: float = 1.7e9,
) -> Observation:
    """wall: at the monotonic second 0."""
    answer = Answer(
        Size(160, 120),
        None if detections is None else tuple(detections),
        None if classes is None else tuple(Classification(*one) for one in classes),
    )
    return Observation(camera, Moment(wall + now, now), MODEL, answer, f"{round(now * 1000):016x}")


def sampled(
    detections: Sequence[Detection] | None = (),
    *,
    classes: Sequence[tuple[str, float]] | None = None,
    context: Context | None = None,
    now: float = 0.0,
    tracked: Tracked | None = None,
    number: int = 1,
    picture: EncodedImage | None = None,
) -> SamplerInput:
    observation = observed(detections, now, classes=classes)
    ranked = tuple(sorted(observation.answer.classifications or (), key=lambda one: -one.confidence))
    return SamplerInput(
        number,
        observation,
        observation.answer.detections or (),
        corners_of(observation.answer.detections or ()),
        ranked,
        tracked or Tracked(),
        context or Context(),
        lambda: None if picture is None else SampledFrame(picture).fingerprint(),
    )


def sampled_frames(frames: Sequence[Sequence[Detection]], seconds: float = 0.1) -> Iterator[SamplerInput]:
    """A video, tracked as in a stream; the first frame has number 1."""
    tracker = Tracker()
    for number, detections in zip(count(1), frames, strict=False):
        now = number * seconds
        yield sampled(detections, now=now, number=number, tracked=followed(tracker, detections, number, now))


def followed(tracker: Tracker, detections: Sequence[Detection], number: int, now: float) -> Tracked:
    return tracker.update(detections, corners_of(detections), number, now)


def picture(seed: int, width: int = 160, height: int = 120) -> EncodedImage:
    """A JPEG of large random blocks: different seeds are different scenes."""
    blocks = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    image = cv2.resize(blocks, (width, height), interpolation=cv2.INTER_NEAREST)
    return EncodedImage(cv2.imencode(".jpg", image)[1].tobytes(), "image/jpeg")


def kept(
    number: int = 0,
    *,
    value: float = 0.5,
    data: bytes | None = None,
    camera: str = "belt",
    reason: str = "low_confidence",
    detections: Sequence[Detection] = (),
    mime_type: str = "image/jpeg",
) -> Kept:
    record = Record(
        id=f"{number:013d}-{number:016x}",
        camera=camera,
        captured=1.7e9 + number,
        model=MODEL,
        answer=Answer(Size(160, 120), tuple(detections)),
        frame_id=f"{number:016x}",
        reasons=(Reason(reason, value, 1.0),),
        charged_to=reason,
        inclusion=1.0,
        mime_type=mime_type,
    )
    return Kept(record, picture(number).data if data is None else data)
