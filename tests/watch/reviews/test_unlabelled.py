"""The last day's precision without a review of it."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from benchmarks.drift.truth import Chunk, chunk
from driftwatch.commands.review_json import unlabelled_json
from driftwatch.observation import Moment
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.label_free import Withheld
from driftwatch.quality.estimates.unlikeness import Stretch
from driftwatch.quality.figure import Period
from driftwatch.quality.review import Review, Verdict
from driftwatch.storage.rollups import Span
from driftwatch.watch.reviews.board import CameraFigures
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.readings import review_readings
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.unlabelled import DAY, UnlabelledEstimates
from tests.quality.made import box, review
from tests.watch.world import MODEL, START, World

NOW = Moment(30.0 * DAY, 30.0 * DAY)
USUAL = chunk(np.random.default_rng(0), 0.0)


@dataclass
class Site:
    """Counters of a site whose last day is `day`; every other stretch is as usual."""

    day: Chunk
    asked: list[Span] = field(default_factory=list[Span])

    def stretch(self, camera: str, model: str, span: Span) -> Stretch:
        assert (camera, model) == ("cam", "1@abc")
        self.asked.append(span)
        return self.day.evidence if span.end == int(NOW.wall) else USUAL.evidence


def reviews(count: int) -> list[Review]:
    """One box each, on the tenth day."""
    rows = zip(USUAL.evidence.confidences[:count], USUAL.right, strict=False)
    return [
        review(10 * DAY + i, box(Verdict.RIGHT if is_right else Verdict.NOT_AN_OBJECT, float(confidence)))
        for i, (confidence, is_right) in enumerate(rows)
    ]


def test_a_day_like_the_reviewed_one_gets_an_estimate_once_an_hour() -> None:
    site = Site(chunk(np.random.default_rng(1), 0.0))
    estimates = UnlabelledEstimates(site)  # type: ignore[arg-type]  # it has the one method that is asked for
    found = estimates.of("cam", "1@abc", reviews(400), NOW)
    assert isinstance(found, Estimate)
    assert found.low <= site.day.precision <= found.high
    assert site.asked == [Span(10 * DAY, 10 * DAY + 400), Span(29 * DAY, 30 * DAY)]
    assert estimates.of("cam", "1@abc", reviews(405), NOW) is found
    assert len(site.asked) == 2
    assert unlabelled_json(found)["precision"] == round(found.value, 5)
    shown = CameraFigures("cam", "1@abc", Period(0.0, 1.0, is_closed=False), unlabelled=found)
    assert review_readings(shown)["precision_without_labels_low"] == round(found.low, 5)


def test_a_day_unlike_the_reviewed_one_gets_none_and_says_why() -> None:
    estimates = UnlabelledEstimates(Site(chunk(np.random.default_rng(1), 0.6)))  # type: ignore[arg-type]
    found = estimates.of("cam", "1@abc", reviews(400), NOW)
    assert isinstance(found, Withheld)
    answer = unlabelled_json(found)
    assert any("sharpness of the images differ" in reason for reason in answer["withheld"])
    assert answer["reviews_needed"] == 200
    shown = CameraFigures("cam", "1@abc", Period(0.0, 1.0, is_closed=False), unlabelled=found)
    assert "precision_without_labels" not in review_readings(shown)
    assert estimates.of("cam", "1@abc", [], NOW) is None


def test_a_stretch_is_what_was_served_of_whole_hours(world: World) -> None:
    world.see(minutes=30, confidences=(0.9, 0.1))
    world.watch.write(world.clock())
    store = world.watch.store
    assert store is not None
    store.flush(world.clock())
    found = Counted("vision", store, Threshold(0.5), lambda *_: {}).stretch(
        "cam", MODEL.key, Span(int(START), int(START) + 1)
    )
    assert found.confidences.min() == pytest.approx(0.9, abs=1 / 64)
    assert found.labels == {label: len(found.confidences) for label in found.labels}
    assert found.objects is not None
    assert found.objects > 0
