import json
from collections.abc import Iterable

import pytest

from benchmarks.drift.scenario import Change
from benchmarks.drift.simulator import FIRST_MINUTE, MODEL
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.rollup import FrameCounts, RollUp, Totals
from driftwatch.monitoring.settings import AlertSettings, ReferenceSettings
from driftwatch.observation import Moment
from tests.monitoring.streams import DAY, LEARNED, minute, monitor, reference, steady, stream

NOON = FIRST_MINUTE + 43_200
GOOD = {"car": (20, 2, 0.8)}
BAD = {"car": (20, 18, 0.45)}


def fed(watched: StreamMonitor, minutes: Iterable[ClosedMinute]) -> list[AlertEvent]:
    return [event for one in minutes for event in watched.update(one)]


def fresh() -> StreamMonitor:
    return StreamMonitor("yard", MODEL, AlertSettings(minimum_detections=50))


def test_learns_first_and_is_ok_then() -> None:
    watched = StreamMonitor("yard", MODEL, AlertSettings(low_confidence_rate=0.5))
    assert watched.condition().state == "learning"
    fed(watched, stream(16).minutes(0, LEARNED - 1))
    assert (watched.condition().state, watched.condition().learned_days) == ("learning", 6)
    fed(watched, stream(16).minutes(LEARNED - 1, LEARNED))
    assert (watched.condition().state, watched.condition().code) == ("ok", 1)
    assert watched.reference == reference()


def test_the_plain_alert_works_while_learning_and_is_raised_and_cleared_once() -> None:
    watched = fresh()
    assert fed(watched, steady(30, GOOD, start=NOON)) == []
    raised = fed(watched, (minute(NOON + 1800 + 60 * i, 1800.0 + 60 * i, BAD) for i in range(30)))
    assert [(event.kind, event.alert.name) for event in raised] == [("raised", "low_confidence_rate")]
    condition = watched.condition()
    assert (condition.state, condition.code) == ("drift", 3)
    assert condition.score > 1
    assert "had low confidence" in condition.cause
    cleared = fed(watched, (minute(NOON + 3600 + 60 * i, 3600.0 + 60 * i, GOOD) for i in range(30)))
    assert [event.kind for event in cleared] == ["cleared"]
    assert (watched.condition().state, watched.condition().cause) == ("learning", "")


def test_a_drop_is_raised_once_with_everything_a_person_needs() -> None:
    watched = monitor()
    change = Change(7 * DAY + 720, drop=0.1)
    raised = fed(watched, stream(9, 0, change).minutes(LEARNED, 7 * DAY + 760))
    assert [event.alert.name for event in raised] == ["confidence"]
    alert = raised[0].alert
    began = FIRST_MINUTE + 60 * (7 * DAY + 720)
    assert abs(alert.since - began) <= 300
    assert alert.raised - began <= 600
    assert -0.12 < alert.distance < -0.04
    assert alert.smallest_detectable_drop == reference().smallest_detectable_drop
    assert 0.01 < reference().smallest_detectable_drop < 0.05


def test_a_restart_in_the_middle_of_an_alarm_forgets_nothing() -> None:
    change = Change(7 * DAY + 720, drop=0.1)
    minutes = list(stream(9, 0, change).minutes(LEARNED, 7 * DAY + 800))
    watched = monitor()
    fed(watched, minutes)
    restarted = monitor()
    restarted.restore(json.loads(json.dumps(watched.record(), allow_nan=False)))
    assert restarted.condition().alerts == watched.condition().alerts
    assert restarted.condition().state == "drift"
    again = minute(minutes[-1].rollup.start + 60, 5.0, {"car": (100, 90, 0.4)})
    assert [e.kind for e in restarted.update(again) if e.alert.name == "confidence"] == []


def test_a_record_that_is_not_its_own_is_refused_and_leaves_it_as_new() -> None:
    record = monitor().record()
    for wrong in ({}, {**record, "schema": 0}, {**record, "model": "other"}, {**record, "detectors": 7}):
        watched = monitor()
        with pytest.raises(RecordError):
            watched.restore(wrong)
        assert watched.record() == record


def test_a_reference_of_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="is not"):
        StreamMonitor("yard", "2.0@other", reference=reference())


def test_frozen_and_failed_frames_make_it_stale_and_never_drift() -> None:
    watched = monitor()
    for index in range(60):
        totals = Totals(FrameCounts(failed_frames=3, frozen_frames=50))
        start = NOON + 60 * index
        closed = ClosedMinute(RollUp(start, "yard", MODEL, totals), Moment(start + 60.0, 60.0 * index))
        assert watched.update(closed) == []
    assert (watched.condition().state, watched.condition().code) == ("stale", 4)
    fed(watched, [minute(NOON + 3600, 3600.0, GOOD)])
    assert watched.condition().state == "ok"
    assert watched.condition(silent=True).state == "stale"


def test_restarting_the_reference_clears_what_it_had_raised() -> None:
    watched = monitor()
    fed(watched, stream(9, 0, Change(7 * DAY + 720, drop=0.1)).minutes(LEARNED, 7 * DAY + 760))
    events = watched.restart_reference(wall=1.0)
    assert [(event.kind, event.alert.name, event.at) for event in events] == [("cleared", "confidence", 1.0)]
    assert watched.reference is None
    assert (watched.condition().state, watched.condition().learned_days) == ("learning", 0)


def test_what_the_store_kept_is_learned_again_without_an_alarm() -> None:
    watched = StreamMonitor("yard", MODEL, learning=ReferenceSettings(days=7))
    watched.relearn(closed.rollup for closed in stream(16).minutes(0, LEARNED - 1))
    assert watched.condition().learned_days == 6
    fed(watched, stream(16).minutes(LEARNED - 1, LEARNED))
    assert watched.reference == reference()


@pytest.mark.parametrize("step", [-86_400.0, -43_200.0, 3_600.0, 86_400.0 * 3652.5, -1.75e9])
def test_a_clock_step_raises_nothing(step: float) -> None:
    """The stream itself goes on as ever; only the names of its minutes are wrong from then on, for a day."""
    watched = monitor()
    fed(watched, stream(9).minutes(LEARNED, 7 * DAY + 600))
    wrong: list[ClosedMinute] = []
    for index, closed in enumerate(stream(9).minutes(7 * DAY + 600, 8 * DAY + 500)):
        start = int(closed.rollup.start + step) // 60 * 60
        rollup = RollUp(start, "yard", MODEL, closed.rollup.totals)
        at = Moment(closed.closed.wall + step, closed.closed.monotonic)
        wrong.append(ClosedMinute(rollup, at, step if index == 0 else 0.0))
    assert fed(watched, wrong) == []


def test_daylight_saving_in_what_people_do_raises_nothing() -> None:
    watched = monitor()
    events: list[AlertEvent] = []
    for closed in stream(9).minutes(LEARNED, 9 * DAY - 61):
        rollup = RollUp(closed.rollup.start + 3600, "yard", MODEL, closed.rollup.totals)
        events += watched.update(ClosedMinute(rollup, closed.closed))
    assert events == []


def test_a_minute_of_another_stream_is_refused() -> None:
    with pytest.raises(ValueError, match="learn"):
        monitor().update(ClosedMinute(RollUp(NOON, "door", MODEL, Totals()), Moment(0, 0)))
