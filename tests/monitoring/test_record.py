import pytest

from driftwatch.monitoring.alerts import Alert
from driftwatch.monitoring.record import SCHEMA, RecordError, from_record, to_record

ALERT = Alert("confidence", "it fell", 1.0, 2.0, -0.05, 1.1, ("car",), None)


def test_a_record_holds_its_schema_and_comes_back() -> None:
    record = to_record(ALERT)
    assert record["schema"] == SCHEMA
    assert from_record(Alert, record) == ALERT


@pytest.mark.parametrize("schema", [None, 0, SCHEMA + 1, "1"])
def test_another_schema_is_refused(schema: object) -> None:
    with pytest.raises(RecordError, match="schema"):
        from_record(Alert, {**to_record(ALERT), "schema": schema})
