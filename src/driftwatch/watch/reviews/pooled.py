"""A frame of the pool: what the model said of it, and what an estimate must know of how it came there."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, get_args

from driftwatch.capture.kept import Record
from driftwatch.capture.record_json import record_from_json, record_to_json
from driftwatch.inference.answer import Answer, Box, Detection
from driftwatch.quality.review import Alone
from driftwatch.quality.sampling.draw import Draw
from driftwatch.quality.sampling.strata import NEAR
from driftwatch.watch.reviews.difference import SAME
from driftwatch.watch.reviews.threshold import Threshold

_WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What a candidate said of the frame. model: its ModelIdentity.key.

    gained: boxes that it alone serves. lost: places, in the live model's answer, of boxes that it does not serve.
    """

    model: str
    gained: tuple[Detection, ...] = ()
    lost: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A box that a person is to judge. is_served: a caller got it. alone: see JudgedBox."""

    detection: Detection
    is_served: bool
    alone: Alone = ""


@dataclass(frozen=True, slots=True)
class Pooled:
    """record: `inclusion` is the chance with which the frame came into the pool; its answer goes down to 0.05.

    threshold: in force when the frame was seen. draw: when its turn is. opinion: None where no candidate was asked.
    """

    record: Record
    threshold: Threshold
    draw: Draw
    opinion: SecondOpinion | None = None

    @property
    def mime_type(self) -> str:
        return self.record.mime_type

    @property
    def shown(self) -> tuple[ShownBox, ...]:
        """The boxes to be judged: the model's, served or just below the threshold, then those of a candidate alone.

        A box below the threshold that the candidate serves is shown once, as the candidate's.
        """
        opinion = self.opinion or _NO_OPINION
        shown: list[ShownBox] = []
        for place, one in enumerate(said(self.record.answer)):
            if self.threshold.passes(one.label, one.confidence):
                shown.append(ShownBox(one, True, "live" if place in opinion.lost else ""))
            elif self._is_near(one) and not any(_is_same(one, other) for other in opinion.gained):
                shown.append(ShownBox(one, False))
        return (*shown, *(ShownBox(one, False, "candidate") for one in opinion.gained))

    def _is_near(self, one: Detection) -> bool:
        below = self.threshold.below(one.label, one.confidence)
        return below is not None and below <= NEAR


_NO_OPINION: Final = SecondOpinion("")


def said(answer: Answer) -> tuple[Detection, ...]:
    """Detections; of a classifier its most probable class, as a box around the whole image."""
    if answer.detections is not None:
        return answer.detections
    top = max(answer.classifications or (), key=lambda one: one.confidence, default=None)
    return () if top is None else (Detection(_WHOLE, top.label, top.confidence),)


def _is_same(one: Detection, other: Detection) -> bool:
    return one.label == other.label and one.box.iou(other.box) >= SAME


def pooled_to_json(pooled: Pooled) -> str:
    return json.dumps(
        {
            "draw": asdict(pooled.draw),
            "threshold": asdict(pooled.threshold),
            "opinion": None if pooled.opinion is None else asdict(pooled.opinion),
            "record": json.loads(record_to_json(pooled.record)),
        },
        allow_nan=False,
    )


def pooled_from_json(text: str) -> Pooled:
    """Raises ValueError where `text` is not what `pooled_to_json` gives, now or before there were opinions."""
    try:
        raw: dict[str, Any] = json.loads(text)
        threshold, draw, opinion = raw["threshold"], raw["draw"], raw.get("opinion")
        return Pooled(
            record_from_json(json.dumps(raw["record"])),
            Threshold(float(threshold["least"]), {str(k): float(v) for k, v in threshold["labels"].items()}),
            read_draw(draw),
            None if opinion is None else _opinion(opinion),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not the record of a frame of the pool: {error}") from error


def read_draw(raw: Mapping[str, Any]) -> Draw:
    """What `asdict` gives. Raises KeyError, TypeError and ValueError."""
    return Draw(float(raw["pool_chance"]), str(raw["stratum"]), float(raw["emphasis"]), float(raw["priority"]))


def read_detection(raw: Mapping[str, Any]) -> Detection:
    """What `asdict` gives. Raises KeyError, TypeError and ValueError."""
    box = raw["box"]
    corners = (float(box["xmin"]), float(box["ymin"]), float(box["xmax"]), float(box["ymax"]))
    return Detection(Box(*corners), str(raw["label"]), float(raw["confidence"]))


def read_alone(raw: object) -> Alone:
    """Raises ValueError."""
    for one in get_args(Alone):
        if raw == one:
            return one
    raise ValueError(f'a box is of "live", "candidate" or "" alone, not of {raw!r}')


def _opinion(raw: Mapping[str, Any]) -> SecondOpinion:
    gained = tuple(read_detection(one) for one in raw["gained"])
    return SecondOpinion(str(raw["model"]), gained, tuple(int(one) for one in raw["lost"]))
