"""What a trend marks: when which model spoke, and which alerts fall into it."""

from driftwatch.observation import ModelIdentity
from driftwatch.storage.records import Batch, MinuteRecord
from driftwatch.storage.rollups import Span
from driftwatch.storage.sums import ModelSeen, read_events_within, read_frame_sums, read_models
from tests.storage.records import MODEL, START, STREAM, event, minute, stored

NEWER = ModelIdentity("faces", "2", "cd" * 32)
HOUR = Span(START // 3600 * 3600, START // 3600 * 3600 + 3600)


def seen(*minutes: MinuteRecord) -> list[ModelSeen]:
    connection = stored(Batch(minutes=minutes))
    return read_models(connection, STREAM, HOUR, read_frame_sums(connection, STREAM, HOUR, 3600))


def test_a_change_of_model_is_one_change_also_where_both_spoke_in_its_minute() -> None:
    forward = [minute(START, MODEL), minute(START + 60, MODEL), minute(START + 60, NEWER), minute(START + 120, NEWER)]
    assert seen(*forward) == [ModelSeen(MODEL, START, True), ModelSeen(NEWER, START + 60, False)]
    back = [*forward, minute(START + 180, NEWER), minute(START + 180, MODEL), minute(START + 240, MODEL)]
    assert seen(*back) == [*seen(*forward), ModelSeen(MODEL, START + 180, False)]


def test_a_model_that_spoke_before_the_stretch_has_not_just_begun_in_it() -> None:
    earlier = minute(HOUR.start - 600, MODEL)
    assert seen(earlier, minute(START + 60, MODEL)) == [ModelSeen(MODEL, START + 60, True)]
    assert seen(earlier, minute(START + 60, NEWER)) == [ModelSeen(NEWER, START + 60, False)]


def test_alerts_are_those_that_were_on_at_some_time_of_the_stretch() -> None:
    start, end = HOUR.start * 1000, HOUR.end * 1000
    over_before = event(start - 9000, "a", start - 1)
    over_within = event(start - 9000, "b", start)
    on_since_long = event(start - 8000, "c")
    raised_last = event(end - 1, "d")
    raised_after = event(end, "e")
    connection = stored(Batch(events=(raised_after, raised_last, on_since_long, over_within, over_before)))
    assert read_events_within(connection, STREAM, HOUR) == [over_within, on_since_long, raised_last]
