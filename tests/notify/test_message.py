from dataclasses import replace

from driftwatch.notify.message import FIELDS, AlertMessage, Place, Showing
from tests.notify.making import ALARM, PLACE


def test_an_alarm_says_what_where_why_and_what_to_do() -> None:
    announced = AlertMessage("id", 1_790_000_040.0, PLACE, "ok", ALARM)
    fields = announced.fields()
    assert tuple(fields) == FIELDS
    assert fields["subject"] == "people raised an alarm"
    assert fields["text"] == (
        "people raised an alarm (camera gate of machine farm-3). the model sees less. do first: review 50 frames"
    )
    assert (fields["state"], fields["previous_state"], fields["time"]) == ("drift", "ok", "2026-09-21T14:14:00+00:00")
    assert (fields["model_name"], fields["model_version"], fields["why"]) == ("detector", "7", "model")


def test_the_end_says_what_has_ended() -> None:
    announced = AlertMessage("id", 0, replace(PLACE, camera_name=""), "drift", Showing("ok", "the model sees less"))
    assert announced.fields()["text"] == "people is well again (farm-3). it was: the model sees less"


def test_whatever_is_not_known_is_empty() -> None:
    fields = AlertMessage("id", 0, Place("m", "s", "v", ""), "ok", Showing("stale")).fields()
    assert {name for name, value in fields.items() if not value} == {
        "cause", "why", "next_step", "camera_name", "model_name", "model_version",
    }  # fmt: skip
