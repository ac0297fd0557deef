from types import SimpleNamespace
from typing import Any, cast

import pytest

from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.usual.usual import LabelTotals
from driftwatch.watch.known_labels import KnownLabels


def reference(**detections: int) -> Reference:
    labels = {name: LabelTotals(count, 0.9, 0.1) for name, count in detections.items()}
    return cast("Reference", SimpleNamespace(labels=cast("Any", labels)))


def test_shares_are_parts_of_all_detections() -> None:
    known = KnownLabels(reference(cat=30, dog=10))
    assert known.share("cat") == pytest.approx(0.75)
    assert known.share("dog") == pytest.approx(0.25)
    assert known.share("zebra") == 0


def test_nothing_is_known_of_a_stream_that_never_showed_anything() -> None:
    assert KnownLabels(reference()).share("cat") is None
