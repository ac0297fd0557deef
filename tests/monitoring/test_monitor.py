import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.condition import CODES
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.rollup import FrameCounts, RollUp, Totals
from driftwatch.monitoring.settings import AlertSettings, MonitorSettings, ReferenceSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.observation import Moment
from tests.monitoring.made import MODEL, MONDAY, SITE, STREAM, Minutes, learned, minutes
from tests.monitoring.streams import NOON, Seen, minute, steady

TODAY = MONDAY + 14
UNSURE = SITE.with_all(mean=0.66)
GOOD: dict[str, Seen] = {"car": (20, 2, 0.8)}
BAD: dict[str, Seen] = {"car": (20, 18, 0.45)}


def monitor(days: Iterable[Day] | None = None, needed: int = 7) -> StreamMonitor:
    """With the plain alert out of the way."""
    known = learned() if days is None else days
    alert = AlertSettings(low_confidence_rate=0.9)
    return StreamMonitor(STREAM, MODEL, MonitorSettings(alert, ReferenceSettings(days=needed)), days=known)


def fed(watched: StreamMonitor, shown: Iterable[ClosedMinute] | Minutes) -> list[AlertEvent]:
    """A whole day goes in steps of five minutes."""
    closed = shown.coarse() if isinstance(shown, Minutes) else shown
    return [event for one in closed for event in watched.update(one)]


def named(events: Iterable[AlertEvent]) -> list[tuple[str, str]]:
    return [(event.kind, event.alert.name) for event in events]


def dropped(number: int = TODAY, slot: int = 600) -> Minutes:
    return minutes(SITE, number).then(minutes(UNSURE, number), slot)


def test_learns_first_and_is_ok_then() -> None:
    watched = monitor((), needed=2)
    for number in (0, 1):
        assert fed(watched, minutes(SITE, MONDAY + number)) == []
        assert (watched.condition().state, watched.condition().code) == ("learning", 0)
        assert watched.reference is None
    assert watched.condition().progress.days == 1
    assert fed(watched, minutes(SITE, MONDAY + 2).coarse(0, 5)) == []
    assert (watched.condition().state, watched.condition().code) == ("ok", 1)
    reference = watched.reference
    assert reference is not None
    assert (reference.days, set(reference.labels)) == (2, {"car", "person", "dog"})
    assert reference.mean_confidence == pytest.approx(0.8, abs=0.02)
    assert [day.number for day in watched.take_days()] == [MONDAY, MONDAY + 1]
    assert watched.take_days() == []


def test_a_drop_is_judged_once_enough_days_are_known() -> None:
    early, later = (monitor(learned(count=count), needed=3) for count in (2, 3))
    day = {2: dropped(MONDAY + 2), 3: dropped(MONDAY + 3)}
    assert "confidence" not in [event.alert.name for event in fed(early, day[2])]
    assert ("raised", "confidence") in named(fed(later, day[3]))


def test_a_blind_model_is_found_from_the_second_day_on_while_it_learns() -> None:
    watched = monitor(learned(count=1))
    blind = minutes(SITE, MONDAY + 1).then(minutes(SITE.times(0.0), MONDAY + 1), 660)
    raised = fed(watched, blind.coarse(0, 900))
    assert ("raised", "outage") in named(raised)
    assert watched.reference is None
    assert (watched.condition().state, watched.condition().code) == ("drift", 3)


def test_a_model_that_sees_nothing_is_one_alarm_and_none_when_it_sees_again() -> None:
    """Not one more for fewer detections and one for each label that is gone."""
    watched = monitor(learned())
    blind = minutes(SITE, MONDAY + 14).then(minutes(SITE.times(0.0), MONDAY + 14), 660)
    events = named(fed(watched, [*blind.coarse(), *minutes(SITE, MONDAY + 15).coarse()]))
    assert events == [("raised", "outage"), ("cleared", "outage")]


def test_the_plain_alert_works_from_the_first_minute_and_is_raised_and_cleared_once() -> None:
    watched = StreamMonitor(STREAM, MODEL)
    assert fed(watched, steady(30, GOOD)) == []
    raised = fed(watched, steady(30, BAD, start=NOON + 1800))
    assert named(raised) == [("raised", "low_confidence_rate")]
    condition = watched.condition()
    assert (condition.state, condition.code) == ("warning", 2)
    assert "had low confidence" in condition.cause
    cleared = fed(watched, steady(30, GOOD, start=NOON + 3600))
    assert named(cleared) == [("cleared", "low_confidence_rate")]
    assert (watched.condition().state, watched.condition().cause) == ("learning", "")


def test_an_owners_own_limit_is_an_alarm() -> None:
    watched = StreamMonitor(STREAM, MODEL, MonitorSettings(AlertSettings(low_confidence_rate=0.3)))
    fed(watched, steady(30, BAD))
    assert watched.condition().state == "drift"
    assert watched.condition().score > 1


def test_a_drop_is_raised_once_with_everything_a_person_needs() -> None:
    watched = monitor()
    events = [event for event in fed(watched, dropped().coarse(0, 900)) if event.alert.name == "confidence"]
    assert named(events) == [("raised", "confidence")]
    alert, began = events[0].alert, TODAY * 86_400 + 600 * 60
    assert began < alert.raised <= began + 4 * 3600
    assert abs(alert.since - began) <= 3 * 3600
    assert -0.2 < alert.distance < -0.05
    assert watched.reference is not None
    assert alert.smallest_detectable_drop == watched.reference.smallest_detectable_drop
    assert 0 < (alert.smallest_detectable_drop or 0) < 0.14
    assert watched.condition().state == "drift"
    assert alert.cause in watched.condition().cause


def test_restarts_in_the_middle_change_nothing() -> None:
    before, day = minutes(SITE, TODAY), dropped(TODAY + 1)
    whole = monitor()
    expected = [*fed(whole, before.coarse(900)), *fed(whole, day.coarse(0, 1200))]

    one = monitor()
    events, kept, begin = fed(one, before.coarse(900)), list(learned()), 0
    for slot in (605, 665, 1000):
        events += fed(one, day.coarse(begin, slot))
        kept += one.take_days()
        ended, begin = one, slot
        one = monitor([Day.unpack(known.pack()) for known in kept])
        packed = json.dumps(ended.record(), allow_nan=False)
        one.restore(json.loads(packed))
        assert json.dumps(one.record()) == packed
        assert one.condition().alerts == ended.condition().alerts
        one.relearn(closed.rollup for closed in day.coarse(0, slot))
    events += fed(one, day.coarse(begin, 1200))
    assert expected
    assert [(event.kind, event.at, event.alert.name) for event in events] == [
        (event.kind, event.at, event.alert.name) for event in expected
    ]


def test_a_record_that_is_not_its_own_is_refused_and_leaves_it_as_new() -> None:
    record = monitor().record()
    for wrong in ({}, {**record, "schema": 0}, {**record, "model": "other"}, {**record, "detectors": 7}):
        watched = monitor()
        with pytest.raises(RecordError):
            watched.restore(wrong)
        assert watched.record() == record


def test_what_is_accepted_is_usual_from_then_on() -> None:
    watched = monitor()
    fed(watched, dropped().coarse(0, 900))
    assert watched.condition().state == "drift"
    events = watched.accept(wall=TODAY * 86_400 + 900 * 60.0)
    assert ("cleared", "confidence") in named(events)
    assert watched.condition().state == "ok"
    later = fed(watched, dropped().coarse(900))
    later += fed(watched, minutes(UNSURE, TODAY + 1))
    later += fed(watched, minutes(UNSURE, TODAY + 2).coarse(0, 600))
    assert later == []
    ended = watched.take_days()
    assert [day.number for day in ended if day.era == 1] == [TODAY, TODAY + 1]
    assert not any(day.alarmed for day in ended)
    # The new usual is held to: going back to how it was is a change.
    assert ("raised", "confidence") in named(fed(watched, minutes(SITE, TODAY + 3).coarse(0, 900)))


def test_an_alert_that_is_dismissed_is_over_and_others_stay() -> None:
    watched = monitor()
    fed(watched, dropped().coarse(0, 900))
    assert watched.dismiss("outage", wall=1.0) == []
    assert watched.condition().state == "drift"
    events = watched.dismiss("confidence", wall=1.0)
    assert [(event.kind, event.alert.name, event.at) for event in events] == [("cleared", "confidence", 1.0)]
    assert watched.condition().alerts == ()
    assert watched.condition().state == "ok"
    assert fed(watched, minutes(SITE, TODAY).coarse(900)) == []


def test_restarting_the_reference_clears_what_it_had_raised() -> None:
    watched = monitor()
    fed(watched, dropped().coarse(0, 900))
    events = watched.restart_reference(wall=1.0)
    assert named(events) == [("cleared", "confidence")]
    assert watched.reference is None
    assert (watched.condition().state, watched.condition().progress.days) == ("learning", 0)
    assert fed(watched, dropped().coarse(900)) == []


def test_days_of_an_older_version_stand_in_at_first() -> None:
    watched = monitor(learned(model="0.9@older"))
    condition = watched.condition()
    assert (condition.state, condition.progress.borrowed) == ("ok", 14)
    assert "compared with the version before" in condition.progress.text
    assert ("raised", "confidence") in named(fed(watched, dropped()))


def test_days_with_an_alarm_do_not_teach() -> None:
    watched = monitor()
    fed(watched, dropped())
    fed(watched, minutes(UNSURE, TODAY + 1))
    fed(watched, minutes(SITE, TODAY + 2).coarse(0, 5))
    assert [(day.number, day.alarmed) for day in watched.take_days()] == [(TODAY, True), (TODAY + 1, True)]
    assert watched.reference is not None
    assert watched.reference.days == 14
    assert watched.reference.mean_confidence == pytest.approx(0.8, abs=0.02)


def test_what_the_store_kept_is_learned_without_an_alarm() -> None:
    watched = monitor((), needed=2)
    for number in range(3):
        watched.relearn(closed.rollup for closed in minutes(SITE, MONDAY + number).coarse())
    assert watched.reference is not None
    assert watched.reference.days == 2
    assert watched.condition().alerts == ()


def test_frozen_and_failed_frames_make_it_stale_and_never_drift() -> None:
    watched = monitor()
    begin = TODAY * 86_400 + 43_200
    for start in range(begin, begin + 3600, 60):
        totals = Totals(FrameCounts(failed_frames=3, frozen_frames=50))
        assert watched.update(ClosedMinute(RollUp(start, STREAM, MODEL, totals), Moment(start + 60.0, start))) == []
    assert (watched.condition().state, watched.condition().code) == ("stale", 4)
    fed(watched, [minute(begin + 3600, begin + 3660.0, GOOD)])
    assert watched.condition().state == "ok"
    assert watched.condition(silent=True).state == "stale"


@pytest.mark.parametrize(
    "step",
    [-43_200.0, -1.75e9, *(pytest.param(other, marks=pytest.mark.slow) for other in (-86_400.0, 3_600.0, 3.15576e8))],
)
def test_a_clock_step_raises_nothing(step: float) -> None:
    """The stream itself goes on as ever; only the names of its minutes are wrong, for a day."""
    watched = monitor()
    assert fed(watched, minutes(SITE, TODAY).coarse(0, 600)) == []
    assert fed(watched, renamed(minutes(SITE, TODAY).coarse(600), step, first=True)) == []
    assert fed(watched, renamed(minutes(SITE, TODAY + 1).coarse(0, 500), step)) == []


@pytest.mark.parametrize(("until", "is_alarmed"), [(720, False), (900, True)])
def test_setting_the_clock_takes_back_what_was_being_suspected_and_ends_no_alarm(until: int, is_alarmed: bool) -> None:
    """Whatever is said from then on is said of minutes whose time of day is known."""
    day, watched = dropped() if is_alarmed else minutes(SITE, TODAY), monitor()
    fed(watched, day.coarse(0, until))
    assert watched.condition().score > 0.2
    assert (watched.condition().state == "drift") is is_alarmed
    (following,) = day.coarse(until, until + 5)
    assert watched.update(replace(following, clock_step=7200.0)) == []
    assert (watched.condition().score > 0) is is_alarmed
    assert (watched.condition().state == "drift") is is_alarmed


def renamed(shown: Iterable[ClosedMinute], step: float, *, first: bool = False) -> Iterator[ClosedMinute]:
    for index, closed in enumerate(shown):
        start = int(closed.rollup.start + step) // 60 * 60
        at = Moment(closed.closed.wall + step, closed.closed.monotonic)
        yield ClosedMinute(RollUp(start, STREAM, MODEL, closed.rollup.totals), at, step if first and not index else 0.0)


def test_days_are_those_of_the_place() -> None:
    watched = StreamMonitor(STREAM, MODEL, MonitorSettings(zone=ZoneInfo("Europe/Berlin")))
    fed(watched, minutes(SITE, MONDAY))
    fed(watched, minutes(SITE, MONDAY + 1).coarse(0, 60))
    (day,) = watched.take_days()
    assert day.number == MONDAY
    assert day.last == (MONDAY + 1) * 86_400 - 3600 - 300
    assert day.hours_of("car")[7, 0] == 0
    assert day.hours_of("car")[8, 0] > 0


def test_states_have_the_numbers_that_sensors_show() -> None:
    assert dict(CODES) == {"learning": 0, "ok": 1, "warning": 2, "drift": 3, "stale": 4}


def test_a_minute_of_another_stream_is_refused() -> None:
    with pytest.raises(ValueError, match="door"):
        monitor().update(ClosedMinute(RollUp(NOON, "door", MODEL, Totals()), Moment(0, 0)))
    with pytest.raises(ValueError, match="is not"):
        monitor().relearn([RollUp(NOON, STREAM, "2.0@other", Totals())])
