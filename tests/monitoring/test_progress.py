from driftwatch.monitoring.progress import Progress, progress_of
from driftwatch.monitoring.settings import ReferenceSettings
from driftwatch.monitoring.usual.day import Day
from tests.monitoring.made import MODEL, MONDAY

SEVEN = ReferenceSettings()


def day(number: int, model: str = MODEL, *, minutes: int = 1440, alarmed: bool = False) -> Day:
    return Day(number, model, minutes=minutes, alarmed=alarmed)


def progress(
    good: list[Day], today: int, kept: list[Day] | None = None, settings: ReferenceSettings = SEVEN
) -> Progress:
    return progress_of(good, good if kept is None else kept, day(today), MODEL, settings)


def test_counts_the_days() -> None:
    found = progress([day(MONDAY + n) for n in range(3)], MONDAY + 3)
    assert (found.days, found.needed, found.borrowed, found.stalled) == (3, 7, 0, False)
    assert found.text.startswith("day 4 of 7")


def test_says_which_kinds_of_day_were_not_seen_yet() -> None:
    assert "Saturdays and Sundays are judged from the second one on" in progress([day(MONDAY)], MONDAY + 1).text
    week = [day(MONDAY + n) for n in range(7)]
    assert progress(week, MONDAY + 7).text == ""
    assert progress([*week[:6], day(MONDAY + 7)], MONDAY + 8).text.startswith("Sundays are judged")
    fridays = progress(
        [*week[:4], *week[5:], day(MONDAY + 7)], MONDAY + 8, settings=ReferenceSettings(weekend="friday-saturday")
    )
    assert fridays.text.startswith("Fridays are judged")


def test_days_of_an_earlier_version_are_named() -> None:
    found = progress([day(MONDAY + n, "old") for n in range(7)] + [day(MONDAY + 7)], MONDAY + 8)
    assert (found.days, found.borrowed) == (8, 7)
    assert "compared with the version before; own day 2 of 7" in found.text


def test_three_days_with_an_alert_are_said_to_stall_it() -> None:
    good = [day(MONDAY + n) for n in range(7)]
    bad = [day(MONDAY + 7 + n, alarmed=True) for n in range(3)]
    assert not progress(good, MONDAY + 9, good + bad[:2]).stalled
    found = progress(good, MONDAY + 10, good + bad)
    assert found.stalled
    assert found.text.startswith("learning has stalled: an alert has been active for 3 days")


def test_a_camera_that_is_hardly_on_is_said_to_stall_it() -> None:
    kept = [day(MONDAY + n, minutes=5) for n in range(4)]
    found = progress([], MONDAY + 4, kept)
    assert found.stalled
    assert "the camera gave frames for less than an hour a day" in found.text


def test_before_the_first_day_nothing_is_stalled() -> None:
    found = progress_of([], [], None, MODEL, SEVEN)
    assert (found.days, found.stalled, found.text) == (0, False, "day 1 of 7")
