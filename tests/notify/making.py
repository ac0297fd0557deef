"""Messages for tests."""

from driftwatch.notify.message import AlertMessage, NotifiedState, Place, Showing

PLACE = Place("farm-3", "people-drift", "people", "gate")
ALARM = Showing("drift", "the model sees less", "model", "review 50 frames", "detector", "7")


def message(state: NotifiedState = "drift", number: str = "1") -> AlertMessage:
    return AlertMessage(number, 1_790_000_040.0, PLACE, "ok", Showing(state, ALARM.cause, ALARM.why, ALARM.next_step))
