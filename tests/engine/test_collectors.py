from driftwatch.engine.collectors import FULL, GONE_AFTER, PATIENCE, Collectors

EMPTY = 0.01


def test_frames_that_nobody_asks_for_are_told_of_once_after_a_while_with_what_to_configure() -> None:
    collectors = Collectors(0.0)
    assert not collectors.judge({"cam": 3}, EMPTY, 10.0)
    assert not collectors.judge({"cam": 3}, EMPTY, 9.0 + PATIENCE)
    assert collectors.judge({"cam": 4}, EMPTY, 10.0 + PATIENCE)
    words = collectors.unfetched
    assert words.startswith('nobody fetches the hard frames of "cam", 4 wait: the data manager has not asked for any. ')
    assert 'CaptureAllFromCamera with additional_params {"camera_name": "cam"}' in words
    assert not collectors.judge({"cam": 9}, EMPTY, 20.0 + PATIENCE)


def test_long_before_the_queue_is_full_it_is_told_at_once() -> None:
    collectors = Collectors(0.0)
    assert not collectors.judge({"cam": 3}, FULL - 0.01, 10.0)
    assert collectors.judge({"cam": 3}, FULL, 20.0)


def test_a_collector_of_another_camera_is_named() -> None:
    collectors = Collectors(0.0)
    collectors.asks("nosuch")
    assert collectors.judge({"cam": 3}, FULL, 10.0)
    assert 'of "cam", 3 wait: the data manager asks for "nosuch" only. ' in collectors.unfetched


def test_a_slow_collector_is_no_fault_and_one_that_begins_late_ends_the_warning() -> None:
    slow = Collectors(0.0)
    slow.asks("cam")
    assert not slow.judge({"cam": 500, "": 3}, 0.9, 10.0 + PATIENCE)
    late = Collectors(0.0)
    assert late.judge({"cam": 500}, 0.9, 10.0)
    late.asks("cam")
    assert late.judge({"cam": 500}, 0.9, 20.0)
    assert late.unfetched == ""


def test_an_empty_queue_is_no_fault_and_its_time_begins_anew() -> None:
    collectors = Collectors(0.0)
    assert not collectors.judge({"cam": 1}, EMPTY, 0.0)
    assert not collectors.judge({}, 0.0, PATIENCE)
    assert not collectors.judge({"cam": 1}, EMPTY, PATIENCE + 1)


def test_a_camera_is_gone_where_nobody_asks_for_it_and_the_machine_has_it_no_more() -> None:
    collectors = Collectors(100.0)
    collectors.asks("new")
    waiting, cameras = ["old", "new", "slow", ""], {"new", "slow"}
    assert collectors.gone(waiting, cameras, 99.0 + GONE_AFTER) == []
    assert collectors.gone(waiting, cameras, 100.0 + GONE_AFTER) == ["old"]
    collectors.asks("old")  # a remote part that is away: its collector asks all the same
    assert collectors.gone(waiting, cameras, 100.0 + GONE_AFTER) == []
