"""Makes a frame of the pool of what was just seen: without what must not be seen, with what hints at errors."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from driftwatch.capture.kept import Reason, Record
from driftwatch.capture.metadata import without_metadata
from driftwatch.capture.privacy import blur, hidden_boxes, must_skip
from driftwatch.capture.settings import PrivacySettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer, Detection
from driftwatch.observation import ModelIdentity, Observation
from driftwatch.quality.sampling.draw import draw
from driftwatch.quality.sampling.strata import FrameFacts, stratum_of
from driftwatch.watch.reviews.chances import Entrance
from driftwatch.watch.reviews.difference import SAME, served_difference
from driftwatch.watch.reviews.pooled import Pooled, SecondOpinion, said
from driftwatch.watch.reviews.threshold import Threshold

REASON: Final = "review"
_FLOOR: Final = 0.05
_MOST: Final = 100  # detections that are kept of a frame, the most confident
_LATELY: Final = 1.0  # seconds from one frame to the next, for an object to vanish between them


@dataclass(frozen=True, slots=True)
class Sighting:
    """A frame as it was looked at. before: what was seen on the camera's frame before, None where there was none.

    shadow: what a candidate model said of the frame, None where none was asked. candidate: which model that is.
    """

    observation: Observation
    image: EncodedImage
    before: Observation | None = None
    shadow: Answer | None = None
    candidate: ModelIdentity | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """By which frames are taken in. chance_of: that a box of this confidence is right. emphasis_of: of a stratum."""

    threshold: Threshold
    privacy: PrivacySettings
    chance_of: Callable[[float], float]
    emphasis_of: Callable[[str], float]


def admit(sighting: Sighting, entrance: Entrance, terms: Terms, random: Random) -> tuple[Pooled, bytes] | None:
    """The frame with its image; None where privacy forbids it. What a candidate takes for private is private too.

    Raises ImageError where boxes must be blurred and the image cannot be decoded.
    """
    observation, image = sighting.observation, sighting.image
    answers = (observation.answer,) if sighting.shadow is None else (observation.answer, sighting.shadow)
    if any(must_skip(one, terms.privacy) for one in answers):
        return None
    hidden = tuple(box for one in answers for box in hidden_boxes(one, terms.privacy))
    if hidden:
        image = blur(image, hidden)
    record = Record(
        id=f"{max(0, round(observation.at.wall * 1000)):013d}-{observation.frame_id[:16]}",
        camera=observation.stream,
        captured=observation.at.wall,
        model=observation.model,
        answer=_trimmed(observation.answer),
        frame_id=observation.frame_id,
        reasons=(Reason(REASON, 1.0, entrance.chance),),
        charged_to=REASON,
        inclusion=entrance.chance,
        mime_type=image.mime_type,
        blurred=bool(hidden),
    )
    stratum = stratum_of(facts(sighting, terms))
    # Frames that an alarm brought in are as soon as any other, though each stands for few.
    emphasis = terms.emphasis_of(stratum) * entrance.chance / entrance.usual
    turn = draw(entrance.chance, stratum, emphasis, random)
    return Pooled(record, terms.threshold, turn, _opinion(sighting, terms.threshold)), without_metadata(image.data)


def facts(sighting: Sighting, terms: Terms) -> FrameFacts:
    """What hints at errors on it: confidences, the frame before, a candidate model."""
    threshold, seen, before = terms.threshold, said(sighting.observation.answer), sighting.before
    served = [one for one in seen if threshold.passes(one.label, one.confidence)]
    below = [away for one in seen if (away := threshold.below(one.label, one.confidence)) is not None]
    vanished = flicker = False
    if before is not None and sighting.observation.at.monotonic - before.at.monotonic <= _LATELY:
        was = [one for one in said(before.answer) if threshold.passes(one.label, one.confidence)]
        lost = [one for one in was if not any(_is_same(one, other) for other in served)]
        flicker = any(one.box.iou(other.box) >= SAME for one in lost for other in served)
        vanished = bool(lost) and not flicker
    disagrees = sighting.shadow is not None and served_difference(seen, said(sighting.shadow), threshold).is_one
    chances = [terms.chance_of(one.confidence) for one in served]
    return FrameFacts(chances, min(below, default=None), vanished, flicker, disagrees)


def _opinion(sighting: Sighting, threshold: Threshold) -> SecondOpinion | None:
    if sighting.shadow is None or sighting.candidate is None:
        return None
    live = said(_trimmed(sighting.observation.answer))
    found = served_difference(live, said(_trimmed(sighting.shadow)), threshold)
    lost = tuple(place for place, one in enumerate(live) if any(one is other for other in found.lost))
    return SecondOpinion(sighting.candidate.key, found.gained, lost)


def _is_same(one: Detection, other: Detection) -> bool:
    return one.label == other.label and one.box.iou(other.box) >= SAME


def _trimmed(answer: Answer) -> Answer:
    """The most confident, in the model's order."""
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
