import json
from pathlib import Path

import pytest

from driftwatch.inference.answer import Size
from driftwatch.inference.filters import Filter, FilterSettings
from driftwatch.quality.evaluation.average_precision import average_precision
from driftwatch.quality.evaluation.evaluation import evaluate
from driftwatch.quality.evaluation.labelled import Found, Judged, LabelledImage, PixelBox, TrueBox
from tests.quality.evaluation.coco_oracle import FILE, SEEDS, ask
from tests.quality.evaluation.random_sets import random_set

ORACLE: dict[str, dict[str, list[float]]] = json.loads(FILE.read_text())


@pytest.mark.parametrize("seed", SEEDS)
def test_equals_pycocotools(seed: int) -> None:
    check(seed, ORACLE[str(seed)])


@pytest.mark.parametrize("seed", [100, 101])
def test_equals_the_pycocotools_that_is_installed(seed: int) -> None:
    pytest.importorskip("pycocotools")
    check(seed, ask(random_set(seed)))


@pytest.mark.slow
def test_equals_the_pycocotools_that_is_installed_on_many_sets() -> None:
    pytest.importorskip("pycocotools")
    for seed in range(1000, 1030):
        check(seed, ask(random_set(seed)))


def check(seed: int, expected: dict[str, list[float]]) -> None:
    found = {one.label: one.ap for one in evaluate(random_set(seed), Filter(FilterSettings())).labels}
    assert found.keys() == expected.keys()
    for label, (at_50, mean) in expected.items():
        ap = found[label]
        assert (
            [at_50, mean] == [-1.0, -1.0]
            if ap is None
            else (ap.at_50, ap.mean) == pytest.approx((at_50, mean), abs=1e-9)
        )


def judged(*found: Found) -> Judged:
    truth = TrueBox(PixelBox(10, 10, 20, 20), "car")
    return Judged(LabelledImage(Path("a.jpg"), Size(100, 100), (truth,)), found)


def test_a_wrong_box_that_is_surer_halves_the_precision() -> None:
    right = Found(PixelBox(10, 10, 20, 20), "car", 0.5)
    surer = Found(PixelBox(60, 60, 20, 20), "car", 0.9)
    ap = average_precision([judged(right, surer)], "car")
    assert ap is not None
    assert (ap.at_50, ap.mean) == pytest.approx((0.5, 0.5))


def test_a_label_without_an_object_has_none() -> None:
    assert average_precision([judged(Found(PixelBox(0, 0, 5, 5), "dog", 0.9))], "dog") is None
