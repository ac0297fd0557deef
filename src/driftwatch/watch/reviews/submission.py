"""What a person hands in about one frame, and what is wrong with it."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from driftwatch.config.constraints import Length, Name, Range
from driftwatch.errors import ConfigError
from driftwatch.quality.review import JudgedBox, MissedObject, Verdict
from driftwatch.watch.reviews.pooled import ShownBox

_MISSPELLED: Final = 0.75
_Label = Annotated[str, Length(0, 100)]


@dataclass(frozen=True, slots=True)
class BoxAnswer:
    """On one box. label: with wrong_class what it is; "" where that is not known."""

    verdict: Literal["right", "wrong_class", "not_an_object", "cannot_tell"]
    label: _Label = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """An object without a box: a point in it as fractions of the image, x to the right, y down."""

    x: Annotated[float, Range(0, 1)]
    y: Annotated[float, Range(0, 1)]
    label: Annotated[str, Length(1, 100)]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was read of a submission."""

    boxes: tuple[JudgedBox, ...]
    missed: tuple[MissedObject, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person was shown. labels: those that are known, of the model and of earlier reviews."""

    boxes: tuple[ShownBox, ...]
    labels: Collection[str]


def judgement(boxes: tuple[BoxAnswer, ...], missed: tuple[Miss, ...], shown: Shown) -> Judgement:
    """Raises ConfigError with everything that is wrong."""
    problems: list[str] = []
    if len(boxes) != len(shown.boxes):
        problems.append(
            f"boxes: this frame has {len(shown.boxes)}, one answer for each in their order, got {len(boxes)}"
        )
    for index, (answer, shown_box) in enumerate(zip(boxes, shown.boxes, strict=False)):
        path = f"boxes[{index}].label"
        if answer.verdict != "wrong_class" and answer.label:
            problems.append(f'{path}: goes with the verdict wrong_class only, got "{answer.label}"')
        elif answer.verdict == "wrong_class" and answer.label == shown_box.detection.label:
            problems.append(f'{path}: "{answer.label}" is what the model says; the verdict is then right')
        elif answer.label:
            problems += _unknown(path, answer.label, shown.labels)
    for index, miss in enumerate(missed):
        problems += _unknown(f"missed[{index}].label", miss.label, shown.labels)
    if problems:
        raise ConfigError(problems)
    judged = (
        JudgedBox(one.detection, one.is_served, Verdict(answer.verdict), answer.label, one.alone)
        for answer, one in zip(boxes, shown.boxes, strict=True)
    )
    return Judgement(tuple(judged), tuple(MissedObject(one.x, one.y, one.label) for one in missed))


def _unknown(path: str, label: str, known: Collection[str]) -> list[str]:
    """A label that nobody knows is new, unless it looks like a slip of the keys."""
    if label in known:
        return []
    if (problem := Name().problem(label)) is not None:
        return [f"{path}: {problem}, got {label!a}"]
    near = difflib.get_close_matches(label, sorted(known), n=1, cutoff=_MISSPELLED)
    return [f'{path}: "{label}" is no label that is known here, did you mean "{near[0]}"?'] if near else []
