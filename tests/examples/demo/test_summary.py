from driftwatch.inference.answer import Box, Detection
from examples.demo.readings import Readings
from examples.demo.rehearsal import Event, Rehearsal
from examples.demo.summary import complaints, story, summary
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


def test_tells_what_the_sensor_counted_and_each_change() -> None:
    rehearsal = Rehearsal(lambda: 0.0)
    assert story(rehearsal) == []
    rehearsal.readings = Readings(30.0, 900, 0.6, 0.5, True, "drift", 1.7, "half had low confidence", 0.2)
    counted = "900 frames in 30 s, mean confidence 0.60, low-confidence rate 50.0%"
    begin = f"faces-drift about faces-tflite, at the end: {counted}; "
    assert story(rehearsal) == [begin + "no alarm was raised"]
    rehearsal.events += [Event(41, "the camera shows bad"), Event(120.4, "alarm: half had low confidence", True)]
    assert story(rehearsal) == [
        begin + "1 alarm raised",
        "     41 s  the camera shows bad",
        "    120 s  alarm: half had low confidence",
    ]
