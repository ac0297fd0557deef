import json

import numpy as np
import pytest

from benchmarks.drift.simulator import FIRST_MINUTE, MODEL
from driftwatch.monitoring.learning import Learner
from driftwatch.monitoring.record import RecordError, from_record, to_record
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, RollUp, Totals
from driftwatch.monitoring.settings import ReferenceSettings
from tests.monitoring.streams import DAY, LEARNED, minute, reference, stream

CARS = {"car": (20, 2, 0.8)}


def test_a_reference_needs_its_days_to_be_over() -> None:
    learner = Learner("yard", MODEL)
    for closed in stream(16).minutes(0, LEARNED - 1):
        learner.add(closed.rollup)
    assert (learner.days, learner.build()) == (6, None)
    learner.add(next(iter(stream(16).minutes(LEARNED - 1, LEARNED))).rollup)
    assert learner.days == 7
    built = learner.build()
    assert built is not None
    assert built.days == 7
    assert built.rate is None


def test_figures_equal_those_of_all_detections_together() -> None:
    days = stream(16)
    found, known = reference(), slice(0, LEARNED - 1)
    for index, label in enumerate(("person", "car", "dog")):
        detections = int(days.detections[known, index].sum())
        assert found.labels[label].detections == detections
        mean = days.units[known, index].sum() / detections / CONFIDENCE_UNITS
        assert found.labels[label].mean == pytest.approx(mean)
        assert found.labels[label].low_rate == pytest.approx(days.low[known, index].sum() / detections)
    everything = days.units[known].sum() / days.detections[known].sum() / CONFIDENCE_UNITS
    assert found.confidence.mean == pytest.approx(everything)
    assert found.low_confidence.mean == pytest.approx(days.low[known].sum() / days.detections[known].sum())
    assert np.array(found.mix.counts).sum() == days.detections[known].sum()


def test_the_rate_is_learned_from_two_weeks() -> None:
    learned = reference(14)
    assert learned.rate is not None
    assert learned.confidence == reference().confidence
    days = stream(16)
    assert learned.rate.mean == pytest.approx(days.detections[: 14 * DAY].sum() / (14 * DAY * 60))


def test_a_reference_survives_json() -> None:
    for days in (7, 14):
        text = json.dumps(to_record(reference(days)), allow_nan=False)
        assert from_record(Reference, json.loads(text)) == reference(days)
        assert len(text) < 40_000


def test_a_record_of_another_schema_or_shape_is_refused() -> None:
    record = to_record(reference())
    with pytest.raises(RecordError, match="schema 99"):
        from_record(Reference, {**record, "schema": 99})
    with pytest.raises(RecordError, match="started"):
        from_record(Reference, {**record, "started": "yesterday"})
    with pytest.raises(RecordError, match="not a Reference"):
        from_record(Reference, {"schema": 1})


def test_other_streams_and_models_are_not_mixed_in() -> None:
    learner = Learner("yard", MODEL)
    for stream_name, model in (("door", MODEL), ("yard", "2.0@other")):
        with pytest.raises(ValueError, match="learn"):
            learner.add(RollUp(FIRST_MINUTE, stream_name, model, Totals()))


def test_minutes_before_the_clock_was_set_teach_nothing() -> None:
    learner = Learner("yard", MODEL, ReferenceSettings(days=2))
    for index in range(4 * DAY):
        learner.add(minute(60 * index, 60.0 * index, CARS).rollup)
    assert (learner.days, learner.build()) == (0, None)


def test_days_with_hardly_any_detections_do_not_count() -> None:
    learner = Learner("yard", MODEL, ReferenceSettings(days=2))
    for day in range(10):
        for index in range(70 if day % 2 else 20):
            learner.add(minute(FIRST_MINUTE + 86400 * day + 60 * index, 0.0, CARS).rollup)
    assert learner.days == 4


def test_a_clock_set_ahead_ten_years_does_not_make_years_of_days() -> None:
    learner = Learner("yard", MODEL, ReferenceSettings(days=2))
    for index in range(100):
        learner.add(minute(FIRST_MINUTE + 60 * index, 0.0, CARS).rollup)
    for index in range(100):
        learner.add(minute(FIRST_MINUTE + 315_576_000 + 60 * index, 0.0, CARS).rollup)
    assert learner.days == 1


def test_the_order_of_a_day_does_not_matter() -> None:
    orders = [list(stream(16).minutes(0, 2 * DAY)) for _ in range(2)]
    orders[1][:DAY] = [orders[1][0], *orders[1][DAY - 1 : 0 : -1]]
    built: list[Reference] = []
    for minutes in orders:
        learner = Learner("yard", MODEL, ReferenceSettings(days=2))
        for closed in [*minutes, minute(FIRST_MINUTE + 2 * 86400, 0.0, {})]:
            learner.add(closed.rollup)
        found = learner.build()
        assert found is not None
        built.append(found)
    assert built[0] == built[1]
