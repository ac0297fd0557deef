"""The pieces that the detector is made of, each by its own rule."""

import numpy as np
import pytest

from driftwatch.monitoring.scene.alignment import align
from driftwatch.monitoring.scene.darkness import Darkness
from driftwatch.monitoring.scene.evidence import SceneEvidence
from driftwatch.monitoring.scene.excursions import Excursions
from driftwatch.monitoring.scene.minute import Blocks
from driftwatch.monitoring.scene.pattern import Pattern, likeness
from driftwatch.monitoring.scene.ranges import SCALES, HourlyRange
from tests.monitoring.scene.pictures import minute_of, picture


def pattern(right: int = 0, light: float = 1.0, turn: float = 0.0) -> Blocks:
    look = minute_of(picture(right, light, turn)).look
    assert look is not None
    return Pattern.of(look).normal


def test_a_pattern_does_not_depend_on_the_light() -> None:
    assert likeness(pattern(), pattern(light=0.5)) > 0.95
    assert likeness(pattern(), pattern(right=24)) < 0.3


@pytest.mark.parametrize("right", [-18, -12, 12, 18])
def test_a_shift_is_measured(right: int) -> None:
    found = align(pattern(right), pattern(), pattern())
    assert found.right == pytest.approx(-right / 96, abs=0.04)
    assert found.gain > 0.3
    assert "shifted by about" in found.words


def test_what_did_not_move_fits_as_it_is() -> None:
    found = align(pattern(), pattern(), pattern())
    assert (found.gain, found.words) == (pytest.approx(0.0, abs=1e-5), "")


@pytest.mark.parametrize("turn", [-10.0, 10.0])
def test_a_camera_that_turns_about_its_middle_turns_the_view_the_other_way_and_shifts_nothing(turn: float) -> None:
    found = align(pattern(turn=turn), pattern(), pattern())
    assert found.turn * turn < 0
    assert found.words in ("turned by 5 degrees or more", "turned by 10 degrees or more")
    assert (found.right, found.down) == pytest.approx((0.0, 0.0), abs=0.04)
    assert found.gain > 0.2


def test_a_slight_turn_is_said_without_a_figure() -> None:
    assert align(pattern(turn=5.0), pattern(), pattern()).words == "turned by a few degrees"


def test_a_view_like_one_that_was_learned_did_not_move_though_it_would_fit_the_usual_one() -> None:
    assert align(pattern(12), pattern(), pattern(12)).gain == pytest.approx(0.0, abs=1e-5)


def test_evidence_is_counted_in_minutes() -> None:
    evidence = SceneEvidence(3, 4)
    assert [evidence.add(vote, 60.0 * at) for at, vote in enumerate((True, False, True, True))] == [False] * 3 + [True]
    assert evidence.since == -60.0
    assert evidence.add(True, 240.0)
    assert [evidence.add(False, 300.0 + at) for at in range(3)] == [True, False, False]


def test_a_shop_that_closes_is_not_a_covered_lens() -> None:
    darkness = Darkness()
    hour = 3600.0
    for at in range(12):
        darkness.update(True, 20, at * hour, 1)
        darkness.learn(at * hour)
    assert darkness.update(False, 8, 12 * hour, 1) == "lit"
    assert darkness.update(True, 21, 25 * hour, 2) == "usual"
    assert darkness.update(True, 12, 39 * hour, 2) == "usual"
    darkness.update(False, 13, 40 * hour, 2)
    assert darkness.update(True, 13, 41 * hour, 2) == "unusual"


def test_a_usual_darkness_that_does_not_end_is_long_once_a_week_is_known() -> None:
    darkness = Darkness()
    darkness.begins[20] = True
    darkness.longest = 36 * 3600.0
    darkness.update(True, 20, 0.0, 9)
    assert darkness.update(True, 20, 71 * 3600.0, 9) == "usual"
    assert darkness.update(True, 20, 73 * 3600.0, 9) == "long"
    assert darkness.update(True, 20, 73 * 3600.0, 5) == "usual"


def test_what_is_usual_is_asked_of_the_hour_and_those_beside_it() -> None:
    ranged = HourlyRange(SCALES["brightness"])
    for hour, value in ((11, 100.0), (12, 110.0), (0, 10.0)):
        for _ in range(60):
            ranged.add(hour, value)
    assert ranged.usual(12).minutes == 0
    ranged.end_day(0.96)
    noon, day = ranged.usual(12), ranged.usual(None)
    assert noon.low == pytest.approx(100, abs=6)
    assert noon.high == pytest.approx(110, abs=6)
    assert noon.below(60.0) == pytest.approx(noon.low - 60.0)
    assert noon.above(60.0) == 0
    assert day.low < 11
    ranged.shift(-50.0)
    assert ranged.usual(12).low == pytest.approx(50, abs=8)


def test_a_picture_that_is_white_every_noon_is_usual_then() -> None:
    ranged = HourlyRange(SCALES["brightness"])
    for _ in range(60):
        ranged.add(12, 255.0)
    ranged.end_day(1.0)
    usual = ranged.usual(12)
    assert usual.minutes == 60
    assert usual.above(255.0) == usual.below(255.0) == 0
    assert usual.below(100.0) == pytest.approx(155, abs=6)


def test_an_interrupted_stretch_is_no_excursion() -> None:
    excursions = Excursions()
    for value in np.linspace(0, 0.3, 29):
        excursions.add(float(value))
    excursions.interrupt()
    excursions.end_day()
    assert excursions.worst == 0
    for _ in range(40):
        excursions.add(0.2)
    assert excursions.worst == 0
    excursions.end_day()
    assert excursions.worst == pytest.approx(0.2)
    assert Excursions.of(excursions.record()).worst == pytest.approx(0.2)
