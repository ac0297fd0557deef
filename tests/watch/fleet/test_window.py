from datetime import datetime, timezone
from typing import Any

import pytest

from driftwatch.watch.fleet.window import read_window

READINGS: dict[str, Any] = {
    "schema": 1,
    "boot_id": "ab",
    "sequence": 7,
    "drift_code": 3,
    "model_name": "people",
    "model_version": "v2",
    "detections": 40,
    "low_confidence_detections": 10,
    "confidence_sum": 30.5,
}
AT = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "row",
    [
        {"robot_id": "gate", "time_received": "2026-11-28T12:00:00Z", "data": {"readings": READINGS}},
        {"robot_id": "gate", "time_received": AT, "data": {"readings": READINGS}},
        {"robot_id": "gate", "time_received": AT.replace(tzinfo=None), "data": {"readings": READINGS}},
        {"robot_id": "gate", "time_received": {"$date": "2026-11-28T12:00:00Z"}, "data": {"readings": READINGS}},
        {
            "machine": "gate",
            "time": "2026-11-28 12:00:00+00:00",
            **{f"data.readings.{k}": v for k, v in READINGS.items()},
        },
        {"machine": "gate", "time": "2026-11-28T12:00:00Z", **{k: str(v) for k, v in READINGS.items()}},
    ],
)
def test_a_row_is_read_however_it_was_exported(row: dict[str, Any]) -> None:
    window = read_window(row)
    assert window is not None
    assert (window.machine, window.at, window.identity) == ("gate", AT.timestamp(), ("ab", 7))
    assert (window.version, window.code) == ("people v2", 3)
    assert window.counts.low_confidence_rate == 0.25
    assert window.counts.mean_confidence == pytest.approx(0.7625)


def test_rows_of_other_sensors_are_passed_over_and_a_file_can_name_the_machine() -> None:
    assert read_window({"robot_id": "gate", "data": {"readings": {"temperature": 20}}}) is None
    window = read_window(READINGS, "from-the-file")
    assert window is not None
    assert window.machine == "from-the-file"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 2}, "readings of schema 2, this program reads 1"),
        ({"detections": "many"}, "detections must be a number, got 'many'"),
        ({"detections": -1}, "detections must be a number of at least 0"),
        ({"confidence_sum": "nan"}, "confidence_sum must be a number of at least 0"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_window({**READINGS, **change})
