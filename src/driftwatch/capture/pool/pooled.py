"""A frame of the pool: what the model said of it, and what an estimate must know of how it came there."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from driftwatch.capture.kept import Record
from driftwatch.capture.record_json import record_from_json, record_to_json
from driftwatch.inference.answer import Answer, Box, Detection

_WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least confidence of what is served and counted. labels: lower-case label to its own; where it is not empty,
    other labels are not served at all.
    """

    least: float = 0.3
    labels: Mapping[str, float] = field(default_factory=dict[str, float])

    def of(self, label: str) -> float | None:
        """None where the label is not served."""
        return self.labels.get(label.lower()) if self.labels else self.least

    def passes(self, label: str, confidence: float) -> bool:
        least = self.of(label)
        return least is not None and confidence >= least


@dataclass(frozen=True, slots=True)
class Pooled:
    """record: `inclusion` is the chance with which the frame came into the pool. Its answer holds what was served and
    what lay below the threshold, from 0.05 up.

    luck: the random number below that chance. threshold: in force when the frame was seen.
    clues: what speaks for a mistake on it besides the confidences: "vanished", "disagreement".
    """

    record: Record
    luck: float
    threshold: Threshold
    clues: tuple[str, ...] = ()

    @property
    def mime_type(self) -> str:
        return self.record.mime_type

    @property
    def shown(self) -> tuple[Detection, ...]:
        """What was served: the boxes to be judged, in the model's order."""
        return tuple(one for one in said(self.record.answer) if self.threshold.passes(one.label, one.confidence))

    @property
    def below(self) -> tuple[Detection, ...]:
        """What the model saw and was not served, for being below the threshold."""
        return tuple(one for one in said(self.record.answer) if not self.threshold.passes(one.label, one.confidence))


def said(answer: Answer) -> tuple[Detection, ...]:
    """Detections; of a classifier its most probable class, as a box around the whole image."""
    if answer.detections is not None:
        return answer.detections
    top = max(answer.classifications or (), key=lambda one: one.confidence, default=None)
    return () if top is None else (Detection(_WHOLE, top.label, top.confidence),)


def pooled_to_json(pooled: Pooled) -> str:
    return json.dumps(
        {
            "luck": pooled.luck,
            "threshold": asdict(pooled.threshold),
            "clues": pooled.clues,
            "record": json.loads(record_to_json(pooled.record)),
        },
        allow_nan=False,
    )


def pooled_from_json(text: str) -> Pooled:
    """Raises ValueError where `text` is not what `pooled_to_json` gives."""
    try:
        raw: dict[str, Any] = json.loads(text)
        threshold = raw["threshold"]
        return Pooled(
            record_from_json(json.dumps(raw["record"])),
            float(raw["luck"]),
            Threshold(float(threshold["least"]), {str(k): float(v) for k, v in threshold["labels"].items()}),
            tuple(str(clue) for clue in raw["clues"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not the record of a frame of the pool: {error}") from error
