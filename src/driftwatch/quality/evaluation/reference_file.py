"""What a validation set says of a model, for a machine to compare its site with from the first day: reference.json."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from driftwatch.config.reader import read_strictly
from driftwatch.errors import ConfigError
from driftwatch.quality.estimates.calibration import fit
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.share import Frames, estimate_share
from driftwatch.quality.evaluation.evaluation import Evaluation
from driftwatch.quality.evaluation.matching import CROWD, Pairing
from driftwatch.quality.evaluation.served import OVERLAP
from driftwatch.quality.totals import BINS, bin_of

FORMAT: Final = "driftwatch evaluation reference"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Curve:
    """Chance of being right = 1 / (1 + exp(-(intercept + slope * logit(confidence))))."""

    intercept: float
    slope: float
    boxes: int


@dataclass(frozen=True, slots=True)
class LabelReference:
    """What a reference says of one label.

    detections: from the floor up. histogram: (64,) all confidences. objects: true ones. precision, recall: of served
    boxes, None without any.
    """

    label: str
    detections: int
    low_confidence: int
    histogram: tuple[int, ...]
    objects: int
    precision: Estimate | None
    recall: Estimate | None
    curve: Curve | None


@dataclass(frozen=True, slots=True)
class EvaluationReference:
    """images: of the validation set. model: ModelIdentity.key. floor, low_confidence: of the statistics."""

    model: str
    images: int
    floor: float
    low_confidence: float
    labels: tuple[LabelReference, ...]
    format: str = FORMAT
    version: int = VERSION


def reference_of(evaluation: Evaluation, model: str, floor: float = 0.3, low: float = 0.6) -> EvaluationReference:
    labels = tuple(_label(evaluation, one.label, floor, low) for one in evaluation.labels if one.label)
    return EvaluationReference(model, len(evaluation.judged), floor, low, labels)


def _label(evaluation: Evaluation, label: str, floor: float, low: float) -> LabelReference:
    confidences = [one.confidence for image in evaluation.judged for one in image.found if one.label == label]
    counted = [one for one in confidences if one >= floor]
    histogram = [0] * BINS
    for one in confidences:
        histogram[bin_of(one)] += 1
    rows = evaluation.counts[label].astype(np.float64)
    right, wrong, missed = rows.T
    ones, nothing = np.ones(len(rows)), np.zeros(len(rows))
    return LabelReference(
        label,
        len(counted),
        sum(one < low for one in counted),
        tuple(histogram),
        int(right.sum() + missed.sum()),
        estimate_share(Frames(ones, right, right + wrong, nothing)),
        estimate_share(Frames(ones, right, right + missed, nothing)),
        _curve(evaluation, label),
    )


def _curve(evaluation: Evaluation, label: str) -> Curve | None:
    pairs = [
        (found.confidence, partner is not None)
        for image in evaluation.served
        for matches in [Pairing(image, label, len(image.found)).at(OVERLAP)]
        for found, partner in zip(matches.found, matches.of_found, strict=True)
        if partner != CROWD
    ]
    if not pairs:
        return None
    columns = np.array(pairs, np.float64)
    found = fit(columns[:, 0], columns[:, 1] > 0, np.ones(len(columns)))
    return Curve(found.intercept, found.slope, found.boxes)


def write_evaluation_reference(path: Path, reference: EvaluationReference) -> None:
    """Raises ConfigError where the file cannot be written."""
    try:
        path.write_text(json.dumps(asdict(reference), allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError([f"{path}: cannot be written ({error.strerror})"]) from error


def read_evaluation_reference(path: Path) -> EvaluationReference:
    """Raises ConfigError, in plain words, where the file is missing, damaged or of another kind."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError([f"{path}: is not JSON, or only a part of a file ({error})"]) from error
    if not isinstance(content, dict) or (content.get("format"), content.get("version")) != (FORMAT, VERSION):
        raise ConfigError([f"{path}: is no reference that `driftwatch evaluate --save-reference` wrote"])
    try:
        return read_strictly(EvaluationReference, content)  # pyright: ignore[reportUnknownArgumentType]
    except ConfigError as error:
        raise ConfigError([f"{path}: {problem}" for problem in error.problems]) from error
