import numpy as np

from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.pace import learn_pace
from tests.monitoring.made import MODEL, MONDAY, SITE, Site, learned, minutes

TODAY = MONDAY + 14


def made_day(site: Site, number: int = TODAY) -> Day:
    return minutes(site, number).day(MODEL)


def test_frames_that_come_as_usual_count_in_full() -> None:
    pace, today = learn_pace(learned()), made_day(SITE)
    assert np.array_equal(pace.blocks_of(today), today.blocks())
    assert np.array_equal(pace.hours_of(today, ("car", "dog"))[:, 1], today.hours_of("dog"))
    assert (pace.times(today) == 1).all()
    assert (pace.blocks == 300).all()


def test_what_more_frames_show_is_thinned_and_what_came_is_not() -> None:
    pace, fast = learn_pace(learned()), made_day(SITE.at_pace(5))
    usual, now = made_day(SITE), pace.blocks_of(fast)
    assert np.array_equal(now[:, 0], usual.blocks()[:, 0])
    np.testing.assert_allclose(now[:, 1:4] * 5, fast.blocks()[:, 1:4])
    assert np.array_equal(now[:, 4], fast.blocks()[:, 4])
    of_cars = pace.hours_of(fast, ("car",))[:, 0]
    np.testing.assert_allclose(of_cars[:, :3] * 5, fast.hours_of("car")[:, :3])
    assert np.array_equal(of_cars[:, 3:], fast.hours_of("car")[:, 3:])
    assert (pace.times(fast) == 5).all()


def test_an_hour_that_was_faster_for_half_of_it_is_thinned_by_what_its_frames_are() -> None:
    joined = minutes(SITE.at_pace(3), TODAY).then(minutes(SITE, TODAY), 750)
    today = joined.day(MODEL)
    share = learn_pace(learned()).hours_of(today, ("car",))[12, 0, 0] / today.hours_of("car")[12, 0]
    assert share == (30 + 30) / (90 + 30)


def test_fewer_frames_are_not_made_more() -> None:
    pace, slow = learn_pace(learned(SITE.at_pace(5))), made_day(SITE)
    assert np.array_equal(pace.blocks_of(slow), slow.blocks())
    assert (pace.times(slow) == 0.2).all()


def test_after_a_change_the_slower_pace_holds_until_it_is_rare() -> None:
    for count, usual in ((7, 300.0), (24, 1500.0)):
        after = [made_day(SITE.at_pace(5), MONDAY + 28 - count + day) for day in range(count)]
        assert (learn_pace(learned(SITE, 28 - count) + after).blocks == usual).all()


def test_hours_in_which_the_camera_was_always_off_have_no_pace() -> None:
    off = [minutes(SITE, MONDAY + day).without_frames(0, 360).day(MODEL) for day in range(7)]
    pace, today = learn_pace(off), made_day(SITE)
    assert np.isinf(pace.blocks[:6]).all()
    assert np.isfinite(pace.blocks[6:]).all()
    assert (pace.times(today) == 1).all()
    assert np.array_equal(pace.blocks_of(today), today.blocks())


def test_a_camera_that_is_off_for_a_while_is_no_slower() -> None:
    today = minutes(SITE, TODAY).without_frames(720, 750).day(MODEL)
    assert (learn_pace(learned()).times(today) == 1).all()


def test_without_labels_there_are_no_hours_of_them() -> None:
    assert learn_pace(learned()).hours_of(made_day(SITE), ()).shape == (24, 0, 5)
