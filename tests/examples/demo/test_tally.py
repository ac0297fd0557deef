import pytest

from driftwatch.inference.answer import Box, Detection
from examples.demo.tally import RATE_WINDOW, Tally


def face(confidence: float) -> Detection:
    return Detection(Box(0.1, 0.1, 0.5, 0.5), "face", confidence)


def test_knows_nothing_before_the_first_answer() -> None:
    tally = Tally("faces")
    assert (tally.frames, tally.rate(5.0), tally.latency, tally.found, tally.confidence) == (0, 0.0, None, 0.0, 0.0)


def test_counts_frames_with_and_without_a_detection() -> None:
    tally = Tally("faces")
    tally.answered(1.0, 0.01, (face(0.4), face(0.8)))
    tally.answered(2.0, 0.01, (face(0.6),))
    tally.answered(3.0, 0.01, ())
    assert tally.found == pytest.approx(2 / 3)
    assert tally.confidence == pytest.approx(0.7)
    assert tally.latest == ()


def test_the_surest_detection_comes_first() -> None:
    tally = Tally("faces")
    tally.answered(1.0, 0.01, (face(0.4), face(0.8), face(0.6)))
    assert [detection.confidence for detection in tally.latest] == [0.8, 0.6, 0.4]


def test_the_rate_is_of_the_last_seconds_only() -> None:
    tally = Tally("faces")
    for number in range(101):
        tally.answered(number / 10, 0.01, ())
    assert tally.rate(10.0) == pytest.approx(10.0)
    assert tally.rate(10.0 + 2 * RATE_WINDOW) == 0.0


def test_latency_is_in_milliseconds() -> None:
    tally = Tally("faces")
    for number in range(1, 101):
        tally.answered(float(number), number / 1000, ())
    assert tally.latency is not None
    assert tally.latency.mean == pytest.approx(50.5)
    assert tally.latency.p95 == pytest.approx(95.05)


def test_an_answer_clears_the_error() -> None:
    tally = Tally("faces")
    tally.failed("no camera")
    assert tally.error == "no camera"
    tally.answered(1.0, 0.01, ())
    assert tally.error == ""
