"""Long stretches are read week by week, and a week that is over once."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import Moment
from driftwatch.storage.records import Batch, MinuteRecord, StreamKey
from driftwatch.storage.rollups import Span
from driftwatch.storage.store import Store
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.threshold import Threshold
from tests.watch.world import MODEL, START

HOUR, WEEK = 3600, 7 * 86_400
NOW = int(START)
KEY = StreamKey("vision", "cam")


class AskedStore(Store):
    questions = 0

    def ask(self, question: Any, timeout: float = 5.0) -> Any:
        self.questions += 1
        return super().ask(question, timeout)


def minute(start: int) -> MinuteRecord:
    counts = np.zeros(64, np.int64)
    counts[[10, 60]] = 5, 2
    labels = {"car": LabelCounts(frames=1, detections=7, histogram=Histogram(counts))}
    return MinuteRecord(KEY, MODEL, RollUp(start // 60 * 60, "cam", MODEL.key, Totals(FrameCounts(frames=1), labels)))


@pytest.fixture
def store(tmp_path: Path) -> AskedStore:
    """One minute in every seventh hour of five weeks."""
    made = AskedStore((tmp_path,), lambda _: None)
    hours = range(NOW - 5 * WEEK, NOW, 7 * HOUR)
    made.submit(Batch(minutes=tuple(minute(hour // HOUR * HOUR) for hour in hours)))
    assert made.flush(Moment(NOW, 0.0), 10.0)
    return made


def served(counted: Counted, start: int, end: int, now: float = NOW) -> int:
    totals = counted.totals("cam", MODEL.key, Span(start, end), now)
    return counted.served(totals)


@pytest.mark.parametrize(("start", "end"), [(-5 * WEEK, 0), (-3 * WEEK - 5 * HOUR, -9 * HOUR), (-3 * 86_400, 0)])
def test_weeks_add_up_to_the_whole(store: AskedStore, start: int, end: int) -> None:
    counted = Counted("vision", store, Threshold(0.5), lambda *_: {})
    hours = [hour // HOUR * HOUR for hour in range(NOW - 5 * WEEK, NOW, 7 * HOUR)]
    inside = sum((NOW + start) // HOUR * HOUR <= hour < NOW + end for hour in hours)
    for _ in range(2):
        assert served(counted, NOW + start, NOW + end) == 2 * inside


def test_a_week_that_is_over_is_read_once_and_again_after_hours(store: AskedStore) -> None:
    counted = Counted("vision", store, Threshold(0.5), lambda *_: {})
    served(counted, NOW - 5 * WEEK, NOW)
    first, store.questions = store.questions, 0
    served(counted, NOW - 5 * WEEK, NOW)
    assert store.questions <= 2 < 6 <= first  # the stretches at both ends are no whole weeks
    store.questions = 0
    served(counted, NOW - 5 * WEEK, NOW, NOW + 7 * HOUR)
    assert store.questions == first


def test_the_running_week_is_read_each_time(store: AskedStore) -> None:
    counted = Counted("vision", store, Threshold(0.5), lambda *_: {})
    before = served(counted, NOW - 3 * 86_400, NOW + 86_400)
    store.submit(Batch(minutes=(minute(NOW // HOUR * HOUR - HOUR),)))
    assert store.flush(Moment(NOW, 0.0), 10.0)
    assert served(counted, NOW - 3 * 86_400, NOW + 86_400) == before + 2
