from driftwatch.inference.answer import Box, Detection
from examples.demo.summary import complaints, summary
from examples.demo.tally import Tally


def test_says_what_each_service_did() -> None:
    tally = Tally("faces")
    tally.answered(1.0, 0.012, (Detection(Box(0, 0, 1, 1), "face", 0.75),))
    tally.answered(2.0, 0.012, ())
    assert summary([tally], 4.0) == [
        "faces: 2 frames, 0.5 a second; a face in 50.0% of them, confidence 0.75; latency 12.0 ms mean, 12.0 ms p95"
    ]
    assert complaints([tally]) == []


def test_complains_of_each_service_that_saw_nothing() -> None:
    blind, broken = Tally("blind"), Tally("broken")
    blind.answered(1.0, 0.01, ())
    broken.failed("no such model")
    assert complaints([blind, broken]) == [
        "no detection came from blind",
        "no detection came from broken: no such model",
    ]
    assert summary([broken], 1.0) == ["broken: no answer"]
