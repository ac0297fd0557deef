"""What labelled images said of a model, and how the site differs from them."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from driftwatch.errors import ConfigError
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.evaluation.reference_file import (
    EvaluationReference,
    LabelReference,
    write_evaluation_reference,
)
from driftwatch.quality.totals import BINS, Totals
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.validation import Validation, read_validation
from tests.watch.world import MODEL

FOUND = Estimate(0.9, 0.85, 0.94, 300.0)


def label(name: str, detections: int, low: int = 0, precision: Estimate | None = None) -> LabelReference:
    return LabelReference(name, detections, low, (0,) * BINS, detections, precision, precision)


REFERENCE = EvaluationReference(
    model=f"2025-01@{MODEL.key.partition('@')[2]}",  # the same file before it got its present version
    images=100,
    floor=0.3,
    low_confidence=0.6,
    served=0.5,
    served_labels={},
    labels=(label("", 400, 40, FOUND), label("car", 300, 30, FOUND), label("dog", 100, 10)),
)
MIX = '"car" 25% here, 75% there, "cat" 25% here, 0% there, "dog" 50% here, 25% there'
SITE = Validation(REFERENCE, Threshold(0.5))


def counts(confidence: float, count: int) -> np.ndarray:
    histogram = np.zeros(BINS, np.int64)
    histogram[int(confidence * BINS)] = count
    return histogram


def test_precision_is_compared_by_label_where_the_file_is_of_this_model_and_these_thresholds() -> None:
    assert SITE.problem(MODEL.key) == ""
    assert SITE.precision(MODEL.key) == {"": FOUND, "car": FOUND}
    for other, says in (
        (replace(SITE, threshold=Threshold(0.4)), "other thresholds"),
        (replace(SITE, threshold=Threshold(0.5, {"car": 0.5})), "other thresholds"),
        (replace(SITE, reference=replace(REFERENCE, model="1@other")), "the model 1@other"),
    ):
        assert says in other.problem(MODEL.key)
        assert other.precision(MODEL.key) == {}
        assert other.differences(MODEL.key, Totals({"cat": counts(0.9, 400)})) == []


def test_what_is_unlike_is_said_in_words() -> None:
    alike = Totals({"car": counts(0.9, 250) + counts(0.4, 40), "dog": counts(0.9, 100), "cat": counts(0.1, 900)})
    assert SITE.differences(MODEL.key, alike) == []
    unlike = Totals({"car": counts(0.4, 100), "dog": counts(0.9, 200), "cat": counts(0.9, 100)})
    assert SITE.differences(MODEL.key, unlike) == [
        'the labelled images have no box of "cat"',
        f"the mix of labels is not that of the labelled images: {MIX}",
        "25% of the boxes have low confidence here, 10% on the labelled images",
    ]
    assert SITE.differences(MODEL.key, Totals({"cat": counts(0.9, 199)})) == []  # too few to say


def test_a_file_that_cannot_be_used_is_refused_with_the_attribute(tmp_path: Path) -> None:
    path = tmp_path / "reference.json"
    write_evaluation_reference(path, REFERENCE)
    assert read_validation(str(path), Threshold(0.5)) == SITE
    assert read_validation("", Threshold()) is None
    content = path.read_text()
    os.mkfifo(tmp_path / "pipe")
    for name, text in (("cut.json", content[:200]), ("old.json", content.replace('"version": 2', '"version": 1'))):
        (tmp_path / name).write_text(text)
    for name in ("cut.json", "old.json", "missing.json", "pipe", "."):
        with pytest.raises(ConfigError, match=r"^reference\.path: "):
            read_validation(str(tmp_path / name), Threshold())
