"""What a validation set says of a model, for a machine to compare its site with from the first day: reference.json."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from driftwatch.config.reader import read_strictly
from driftwatch.errors import ConfigError
from driftwatch.inference.filters import Filter, FilterSettings
from driftwatch.quality.estimates.calibration import fit
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.share import Frames, estimate_share
from driftwatch.quality.evaluation.evaluation import Evaluation, passing
from driftwatch.quality.evaluation.labelled import Judged
from driftwatch.quality.evaluation.matching import CROWD, Pairing
from driftwatch.quality.evaluation.served import OVERLAP, counts
from driftwatch.quality.totals import BINS, bin_of
from driftwatch.regular_file import read_regular

FORMAT: Final = "driftwatch evaluation reference"
VERSION: Final = 2
_MOST_BYTES: Final = 64 * 2**20


class StatisticsLimits(Protocol):
    """Of the attribute `statistics`: from where detections count, and below where they have low confidence."""

    @property
    def floor(self) -> float: ...
    @property
    def low_confidence(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Curve:
    """Chance of being right = 1 / (1 + exp(-(intercept + slope * logit(confidence))))."""

    intercept: float
    slope: float
    boxes: int


@dataclass(frozen=True, slots=True)
class LabelReference:
    """What a reference says of one label, or of all together where `label` is "".

    detections: from the floor up. histogram: (64,) all confidences. objects: true ones. precision, recall: of the boxes
    that are served and counted, None without any.
    """

    label: str
    detections: int
    low_confidence: int
    histogram: tuple[int, ...]
    objects: int
    precision: Estimate | None = None
    recall: Estimate | None = None
    curve: Curve | None = None


@dataclass(frozen=True, slots=True)
class EvaluationReference:
    """images: of the validation set. model: ModelIdentity.key. floor, low_confidence: of the statistics.

    served: the least confidence of a box that counts for precision and recall; served_labels: of each label in lower
    case, where others are not served at all. labels: all together first.
    """

    model: str
    images: int
    floor: float
    low_confidence: float
    served: float
    served_labels: Mapping[str, float]
    labels: tuple[LabelReference, ...]
    format: str = FORMAT
    version: int = VERSION

    def of(self, label: str) -> LabelReference | None:
        """None where the validation set and the model know no such label."""
        return next((one for one in self.labels if one.label == label), None)


def reference_of(
    evaluation: Evaluation, model: str, filter_: FilterSettings, statistics: StatisticsLimits
) -> EvaluationReference:
    """filter_: what callers get. Below the floor nothing counts, as in the figures of reviews."""
    floor = statistics.floor
    by_label = {name.lower(): max(floor, least) for name, least in filter_.label_confidences.items()}
    least = max(floor, filter_.default_minimum_confidence)
    counted = Filter(FilterSettings(least, by_label))
    served = tuple(passing(one, counted) for one in evaluation.judged)
    names = [one.label for one in evaluation.labels if one.label]
    rows = {name: counts(served, name).astype(np.float64) for name in names}
    rows[""] = sum(rows.values(), np.zeros((len(served), 3)))
    labels = tuple(_label(evaluation, name, rows[name], statistics, served) for name in ("", *names))
    limits = (floor, statistics.low_confidence, least, by_label)
    return EvaluationReference(model, len(evaluation.judged), *limits, labels)


def _label(
    evaluation: Evaluation,
    label: str,
    rows: NDArray[np.float64],
    statistics: StatisticsLimits,
    served: Sequence[Judged],
) -> LabelReference:
    confidences = [one.confidence for image in evaluation.judged for one in image.found if label in ("", one.label)]
    counted = [one for one in confidences if one >= statistics.floor]
    histogram = [0] * BINS
    for one in confidences:
        histogram[bin_of(one)] += 1
    right, wrong, missed = rows.T
    ones, nothing = np.ones(len(rows)), np.zeros(len(rows))
    return LabelReference(
        label,
        len(counted),
        sum(one < statistics.low_confidence for one in counted),
        tuple(histogram),
        int(right.sum() + missed.sum()),
        estimate_share(Frames(ones, right, right + wrong, nothing)),
        estimate_share(Frames(ones, right, right + missed, nothing)),
        _curve(served, [label] if label else [one.label for one in evaluation.labels if one.label]),
    )


def _curve(served: Sequence[Judged], labels: Sequence[str]) -> Curve | None:
    pairs = [
        (found.confidence, partner is not None)
        for image in served
        for label in labels
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
        content: Any = json.loads(read_regular(path, _MOST_BYTES).decode("utf-8-sig"))
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
