"""Makes a frame of the pool of what was just seen: without what must not be seen, with what speaks for errors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from driftwatch.capture.kept import Reason, Record
from driftwatch.capture.metadata import without_metadata
from driftwatch.capture.pool.draw import Drawn
from driftwatch.capture.pool.pooled import Pooled, Threshold, said
from driftwatch.capture.privacy import blur, hidden_boxes, must_skip
from driftwatch.capture.settings import PrivacySettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer, Detection
from driftwatch.observation import Observation

REASON: Final = "review"
VANISHED: Final = "vanished"
DISAGREEMENT: Final = "disagreement"
_FLOOR: Final = 0.05
_MOST: Final = 100  # detections that are kept of a frame, the most confident
_SAME: Final = 0.3  # overlap from which two boxes are one object
_LATELY: Final = 1.0  # seconds from one frame to the next, for an object to vanish between them


@dataclass(frozen=True, slots=True)
class Sighting:
    """A frame as it was looked at. before: what was seen on the camera's frame before, None where there was none.

    shadow: what a candidate model said of the frame, None where none was asked.
    """

    observation: Observation
    image: EncodedImage
    before: Observation | None = None
    shadow: Answer | None = None


def admit(
    sighting: Sighting, drawn: Drawn, threshold: Threshold, privacy: PrivacySettings
) -> tuple[Pooled, bytes] | None:
    """None where privacy forbids it. Raises ImageError where boxes must be blurred and the image cannot be decoded."""
    observation, image = sighting.observation, sighting.image
    answer = observation.answer
    if must_skip(answer, privacy):
        return None
    hidden = hidden_boxes(answer, privacy)
    if hidden:
        image = blur(image, hidden)
    record = Record(
        id=f"{max(0, round(observation.at.wall * 1000)):013d}-{observation.frame_id[:16]}",
        camera=observation.stream,
        captured=observation.at.wall,
        model=observation.model,
        answer=_trimmed(answer),
        frame_id=observation.frame_id,
        reasons=(Reason(REASON, 1.0, drawn.chance),),
        charged_to=REASON,
        inclusion=drawn.chance,
        mime_type=image.mime_type,
        blurred=bool(hidden),
    )
    return Pooled(record, drawn.luck, threshold, clues(sighting, threshold)), without_metadata(image.data)


def clues(sighting: Sighting, threshold: Threshold) -> tuple[str, ...]:
    """What the frame before and a candidate model say against this frame's answer."""
    found: list[str] = []
    seen = said(sighting.observation.answer)
    before = sighting.before
    if before is not None and sighting.observation.at.monotonic - before.at.monotonic <= _LATELY:
        was = [one for one in said(before.answer) if threshold.passes(one.label, one.confidence)]
        if any(_is_alone(one, seen, threshold) for one in was):
            found.append(VANISHED)
    if sighting.shadow is not None and differ(seen, said(sighting.shadow), threshold):
        found.append(DISAGREEMENT)
    return tuple(found)


def differ(live: Sequence[Detection], candidate: Sequence[Detection], threshold: Threshold) -> bool:
    """Whether one of two models serves an object that the other does not."""
    ours = [one for one in live if threshold.passes(one.label, one.confidence)]
    theirs = [one for one in candidate if threshold.passes(one.label, one.confidence)]
    return any(_is_alone(one, theirs, threshold) for one in ours) or any(
        _is_alone(one, ours, threshold) for one in theirs
    )


def _is_alone(one: Detection, others: Sequence[Detection], threshold: Threshold) -> bool:
    return not any(
        other.label == one.label and threshold.passes(other.label, other.confidence) and one.box.iou(other.box) >= _SAME
        for other in others
    )


def _trimmed(answer: Answer) -> Answer:
    detections = answer.detections
    if detections is not None:
        above = [one for one in detections if one.confidence >= _FLOOR]
        if len(above) > _MOST:
            least = sorted((one.confidence for one in above), reverse=True)[_MOST - 1]
            above = [one for one in above if one.confidence >= least][:_MOST]
        detections = tuple(above)
    classes = answer.classifications
    if classes is not None:
        classes = tuple(sorted(classes, key=lambda one: -one.confidence)[:10])
    return replace(answer, detections=detections, classifications=classes)
