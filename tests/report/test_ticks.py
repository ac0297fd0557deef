from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis.strategies import floats, integers, sampled_from

from driftwatch.report.ticks import ticks

BERLIN = ZoneInfo("Europe/Berlin")


@given(integers(0, 2_000_000_000), floats(1000, 60_000_000), integers(3, 12), sampled_from([timezone.utc, BERLIN]))
def test_ticks_lie_within_in_order_and_are_not_too_many(
    start: int, length: float, most: int, zone: "timezone | ZoneInfo"
) -> None:
    found = [tick.at for tick in ticks(start, start + length, most, zone)]
    assert found == sorted(set(found))
    assert all(start <= at < start + length for at in found)
    assert len(found) <= most + 2


def test_days_are_marked_at_midnight_of_the_place() -> None:
    start = datetime(2026, 10, 23, 12, tzinfo=BERLIN).timestamp()
    found = ticks(start, start + 4 * 86_400, 5, BERLIN)
    assert [tick.text for tick in found] == ["Sat 24", "Sun 25", "Mon 26", "Tue 27"]
    assert {datetime.fromtimestamp(tick.at, BERLIN).hour for tick in found} == {0}


def test_hours_are_marked_as_clock_times_and_midnight_as_the_day() -> None:
    start = datetime(2026, 11, 3, 17, 30, tzinfo=timezone.utc).timestamp()
    assert [tick.text for tick in ticks(start, start + 86_400, 5, timezone.utc)] == [
        "18:00",
        "Wed 4",
        "06:00",
        "12:00",
    ]
