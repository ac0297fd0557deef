"""A board without a battery wakes up in 1970; what it keeps is dated once it knows the time."""

from dataclasses import replace

import pytest

from driftwatch.capture.kept import Kept
from driftwatch.observation import Moment
from driftwatch.watch.undated_frames import MOST, PATIENCE, UndatedFrames
from tests.capture.making import kept

NOW = 1_790_000_000.0


def captured(number: int, wall: float) -> Kept:
    one = kept(number, data=b"x")
    record = replace(one.record, captured=wall, id=f"{round(wall * 1000):013d}-{number:016x}")
    return replace(one, record=record)


def test_a_frame_waits_until_the_clock_is_set_and_gets_its_true_time() -> None:
    frames = UndatedFrames()
    frames.add(captured(1, 100.0), Moment(100.0, 50.0))
    frames.add(captured(2, 98.0), Moment(101.0, 51.0))  # of three seconds before
    assert frames.ready(Moment(130.0, 80.0)) == []
    dated = frames.ready(Moment(NOW, 110.0))
    assert [one.record.captured for one in dated] == pytest.approx([NOW - 60, NOW - 62])
    assert [one.record.id for one in dated] == [
        f"{round((NOW - 60) * 1000)}-{1:016x}",
        f"{round((NOW - 62) * 1000)}-{2:016x}",
    ]
    assert frames.ready(Moment(NOW, 111.0)) == frames.rest() == []


def test_a_dated_frame_passes_as_it_is_and_one_from_before_the_step_gets_the_time_of_the_step() -> None:
    frames = UndatedFrames()
    late, early = captured(1, NOW), captured(2, 100.0)
    frames.add(late, Moment(NOW, 50.0))
    frames.add(early, Moment(NOW, 50.0))
    assert [one.record.captured for one in frames.ready(Moment(NOW + 1, 51.0))] == [NOW, NOW]


def test_a_machine_that_never_learns_the_time_hands_over_all_the_same() -> None:
    frames = UndatedFrames()
    frames.add(captured(0, 1.0), Moment(1.0, 1.0))
    assert frames.ready(Moment(1.0 + PATIENCE, 1.0 + PATIENCE)) == []
    assert [one.record.captured for one in frames.ready(Moment(2.0 + PATIENCE, 2.0 + PATIENCE))] == [1.0]
    for number in range(MOST + 2):
        frames.add(captured(number, 1.0), Moment(1.0, 1.0))
    assert len(frames.ready(Moment(2.0, 2.0))) == 2
    assert len(frames.rest()) == MOST
