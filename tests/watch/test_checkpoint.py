"""What a stream finds of earlier runs and of the model version before."""

from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.usual.day import Day
from driftwatch.observation import ModelIdentity
from driftwatch.storage.records import Batch, DayRecord
from driftwatch.watch.checkpoint import Checkpoint, day_record, read_checkpoint, state_record
from tests.storage.records import MODEL, STREAM, stored

SETTINGS = StatisticsSettings()
OLDEST, NEWER = ModelIdentity("faces", "0", "ef" * 32), ModelIdentity("faces", "2", "cd" * 32)
FIRST = 20_000


def day(number: int, model: ModelIdentity) -> DayRecord:
    at = number * 86_400
    return day_record(
        STREAM, model, Day(number, model.key, SETTINGS.floor, SETTINGS.low_confidence, 1440, at, at + 86_340)
    )


def found(batch: Batch, model: ModelIdentity) -> Checkpoint:
    return read_checkpoint(stored(batch), STREAM, model, SETTINGS)


def test_a_model_that_has_days_of_its_own_still_borrows_those_of_the_version_before() -> None:
    past = (day(FIRST, OLDEST), day(FIRST + 1, MODEL), day(FIRST + 2, MODEL), day(FIRST + 3, NEWER))
    learning = Checkpoint((FIRST + 3) * 86_400, borrowed=(Day(FIRST + 1),))
    checkpoint = found(Batch(days=past, states=(state_record(STREAM, NEWER, SETTINGS, learning),)), NEWER)
    assert [one.number for one in checkpoint.days] == [FIRST + 3]
    assert [(one.number, one.model) for one in checkpoint.borrowed] == [
        (FIRST + 1, MODEL.key),
        (FIRST + 2, MODEL.key),
    ]


def test_a_version_of_which_every_day_is_damaged_lends_none() -> None:
    damaged = DayRecord(STREAM, MODEL, FIRST + 1, b"no day")
    assert [one.number for one in found(Batch(days=(day(FIRST, OLDEST), damaged)), NEWER).borrowed] == [FIRST]
    assert found(Batch(days=(damaged,)), NEWER).borrowed == ()
