from examples.demo.readings import from_sensor, in_words


def test_what_the_sensor_leaves_out_is_not_known() -> None:
    readings = from_sensor({"drift": False, "drift_code": 0.0, "should_sync": False, "capture_control": []})
    assert (readings.frames, readings.mean_confidence, readings.score, readings.minutes) == (0, None, None, None)
    assert readings.state == "learning"
    assert in_words(readings) == "0 frames, nothing detected yet"


def test_an_alarm_is_told_with_its_cause() -> None:
    readings = from_sensor(
        {
            "window_seconds": 4.2, "frames": 12.0, "mean_confidence": 0.6, "low_confidence_rate": 0.5, "drift": True,
            "drift_code": 3.0, "drift_score": 1.7, "drift_cause": "half had low confidence", "drift_minutes": 0.2,
        }
    )  # fmt: skip
    assert readings.alarm
    assert (readings.state, readings.cause) == ("drift", "half had low confidence")
    assert in_words(readings) == "12 frames in 4 s, mean confidence 0.60, low-confidence rate 50.0%"
