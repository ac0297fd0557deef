"""A frame of the pool: what the model said of it, and what an estimate must know of how it came there."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from driftwatch.capture.kept import Record
from driftwatch.capture.record_json import record_from_json, record_to_json
from driftwatch.inference.answer import Answer, Box, Detection
from driftwatch.quality.sampling.draw import Draw
from driftwatch.quality.sampling.strata import NEAR

_WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least confidence of what is served and counted.

    labels: lower-case label to its own; where it is not empty, other labels are not served at all.
    """

    least: float = 0.3
    labels: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def highest(self) -> float:
        """From which on every box was served, of the labels that are served."""
        return max(self.labels.values(), default=self.least)

    def of(self, label: str) -> float | None:
        """None where the label is not served."""
        return self.labels.get(label.lower()) if self.labels else self.least

    def passes(self, label: str, confidence: float) -> bool:
        least = self.of(label)
        return least is not None and confidence >= least

    def below(self, label: str, confidence: float) -> float | None:
        """How far below it a confidence lies, in (0, 1]; None where it passes, or the label is not served."""
        least = self.of(label)
        return None if least is None or confidence >= least else least - confidence


@dataclass(frozen=True, slots=True)
class Pooled:
    """record: `inclusion` is the chance with which the frame came into the pool; its answer goes down to 0.05.

    threshold: in force when the frame was seen. draw: when its turn is.
    """

    record: Record
    threshold: Threshold
    draw: Draw

    @property
    def mime_type(self) -> str:
        return self.record.mime_type

    @property
    def shown(self) -> tuple[Detection, ...]:
        """The boxes to be judged, in the model's order: what was served, and what lies just below the threshold."""
        return tuple(one for one in said(self.record.answer) if self._is_shown(one))

    def _is_shown(self, one: Detection) -> bool:
        below = self.threshold.below(one.label, one.confidence)
        return self.is_served(one) or (below is not None and below <= NEAR)

    def is_served(self, one: Detection) -> bool:
        return self.threshold.passes(one.label, one.confidence)


def said(answer: Answer) -> tuple[Detection, ...]:
    """Detections; of a classifier its most probable class, as a box around the whole image."""
    if answer.detections is not None:
        return answer.detections
    top = max(answer.classifications or (), key=lambda one: one.confidence, default=None)
    return () if top is None else (Detection(_WHOLE, top.label, top.confidence),)


def pooled_to_json(pooled: Pooled) -> str:
    return json.dumps(
        {
            "draw": asdict(pooled.draw),
            "threshold": asdict(pooled.threshold),
            "record": json.loads(record_to_json(pooled.record)),
        },
        allow_nan=False,
    )


def pooled_from_json(text: str) -> Pooled:
    """Raises ValueError where `text` is not what `pooled_to_json` gives."""
    try:
        raw: dict[str, Any] = json.loads(text)
        threshold, draw = raw["threshold"], raw["draw"]
        return Pooled(
            record_from_json(json.dumps(raw["record"])),
            Threshold(float(threshold["least"]), {str(k): float(v) for k, v in threshold["labels"].items()}),
            read_draw(draw),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not the record of a frame of the pool: {error}") from error


def read_draw(raw: Mapping[str, Any]) -> Draw:
    """What `asdict` gives. Raises KeyError, TypeError and ValueError."""
    return Draw(float(raw["pool_chance"]), str(raw["stratum"]), float(raw["emphasis"]), float(raw["priority"]))
