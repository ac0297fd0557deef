"""A slow change through the whole monitor: restarts, versions, what the owner says, and learning that goes on."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.alerts import AlertEvent
from driftwatch.monitoring.monitor import StreamMonitor
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, IMAGE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.monitoring.settings import AlertSettings, MonitorSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.observation import Moment
from tests.monitoring.made import MODEL, MONDAY, STREAM
from tests.monitoring.months import changed, days

SETTINGS = MonitorSettings(AlertSettings(low_confidence_rate=0.9))
NEWER = "2.0@newer"
KNOWN, FOUND = 35, 36
"""Days that are known, as many as are kept; and the day in whose first night the change is found."""


def fallen(number: int) -> float:
    return -0.045 if number >= 28 else 0.0


def monitor(known: Iterable[Day], model: str = MODEL) -> StreamMonitor:
    return StreamMonitor(STREAM, model, SETTINGS, known)


def shown(number: int, steps: int = 96, model: str = MODEL) -> Iterator[ClosedMinute]:
    """A day in quarters of an hour, all frames of one in its first minute."""
    day = changed(number, fallen(number))
    for step in range(steps):
        hour, start = step // 4, day.number * 86_400 + 900 * step
        labels = {name: quarter(day.hours_of(name)[hour]) for name in day.labels}
        measured, *sums = day.pictures()[hour].tolist()
        bright, contrast, sharp = (round(one * IMAGE_UNITS / 4) for one in sums)
        frames = FrameCounts(
            frames=900, covered_ms=60_000, image_frames=round(measured / 4), brightness_sum=bright,
            contrast_sum=contrast, sharpness_sum=sharp,
        )  # fmt: skip
        yield ClosedMinute(RollUp(start, STREAM, model, Totals(frames, labels)), Moment(start + 60.0, start + 60.0))


def quarter(hour: NDArray[np.float64]) -> LabelCounts:
    counts, low, sums, begun, fleeting = (hour / 4).tolist()
    return LabelCounts(
        frames=round(counts),
        detections=round(counts),
        low_confidence=round(low),
        confidence_sum=round(sums * CONFIDENCE_UNITS),
        begun=round(begun),
        fleeting=round(fleeting),
    )


def night(watched: StreamMonitor, number: int, model: str = MODEL) -> list[AlertEvent]:
    """The first minutes of a day."""
    return [event for one in shown(number, 3, model) for event in watched.update(one)]


@lru_cache(maxsize=1)
def _alarmed() -> tuple[str, tuple[bytes, ...], AlertEvent]:
    """The first month was learned and a week after it, and one more day shows what has become of the model."""
    watched = monitor(days(KNOWN, fallen))
    events = [event for one in shown(KNOWN) for event in watched.update(one)] + night(watched, FOUND)
    (event,) = events
    kept = [*days(KNOWN, fallen), *watched.take_days()]
    return json.dumps(watched.record(), allow_nan=False), tuple(day.pack() for day in kept), event


def alarmed() -> tuple[StreamMonitor, AlertEvent]:
    """As after a restart in the night in which it was found."""
    record, packed, event = _alarmed()
    watched = monitor([Day.unpack(day) for day in packed])
    watched.restore(json.loads(record))
    return watched, event


def test_a_slow_change_is_one_alarm_that_says_why_and_what_next_and_learning_goes_on() -> None:
    watched, event = alarmed()
    alert = event.alert
    assert (event.kind, alert.name, alert.level, alert.why) == ("raised", "slow_drift", "drift", "model")
    assert alert.cause.startswith("mean confidence has sunk by 0.0")
    assert "the picture is as it was then" in alert.reason
    assert alert.next_step.startswith("review 50 frames")
    assert (MONDAY + 28) * 86_400 == alert.since < alert.raised
    condition = watched.condition()
    assert (condition.state, condition.code) == ("drift", 3)
    assert condition.first_month == "5 January to 1 February 2026"
    assert condition.cause == f"{alert.cause}; {alert.reason}"

    assert [one for part in shown(FOUND) for one in watched.update(part)] == []
    assert night(watched, FOUND + 1) == []
    assert watched.condition().state == "drift"
    assert not any(day.alarmed for day in watched.take_days())
    assert watched.usual is not None
    assert watched.usual.days[-1] == MONDAY + FOUND
    assert not watched.condition().progress.stalled


def test_a_restart_keeps_the_month_and_the_alarm() -> None:
    watched, event = alarmed()
    assert watched.condition().alerts == (event.alert,)
    assert watched.first_month is not None
    record = watched.record()
    assert night(watched, FOUND) == night(watched, FOUND + 1) == []
    assert watched.condition().state == "drift"
    assert watched.record()["detectors"]["slow_drift"]["month"] == record["detectors"]["slow_drift"]["month"]


def test_a_state_of_before_takes_the_first_28_days_that_are_known() -> None:
    watched = monitor(days(KNOWN + 5))
    record = watched.record()
    del record["detectors"]["slow_drift"]
    watched.restore(record)
    night(watched, KNOWN + 5)
    assert watched.first_month is not None
    assert (watched.first_month.first, watched.first_month.days) == (MONDAY + 5, 28)


def test_a_new_version_has_a_month_of_its_own() -> None:
    watched = monitor(days(KNOWN, fallen), NEWER)
    assert night(watched, KNOWN, NEWER) == []
    assert watched.first_month is None
    assert watched.condition().first_month == ""


def test_accepting_it_begins_the_month_again() -> None:
    watched, event = alarmed()
    cleared = watched.accept(event.alert.raised)
    assert [(one.kind, one.alert.name) for one in cleared] == [("cleared", "slow_drift")]
    assert night(watched, FOUND + 1) == []
    assert watched.first_month is None
    assert watched.condition().state == "ok"


def test_dismissing_it_keeps_the_month_and_restarting_the_reference_does_not() -> None:
    watched, event = alarmed()
    month = watched.first_month
    assert [one.kind for one in watched.dismiss("slow_drift", event.alert.raised)] == ["cleared"]
    assert night(watched, FOUND + 1) == []
    assert watched.first_month == month
    watched.restart_reference(event.alert.raised)
    assert watched.first_month is None
