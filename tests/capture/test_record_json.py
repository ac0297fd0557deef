import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.kept import Reason, Record
from driftwatch.capture.record_json import record_from_json, record_to_json
from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.observation import ModelIdentity
from tests.capture.making import kept

unit = st.floats(0, 1)
text = st.text(max_size=8)
answers = st.builds(
    Answer,
    st.builds(Size, st.integers(1, 9000), st.integers(1, 9000)),
    st.none()
    | st.lists(st.builds(Detection, st.builds(Box, unit, unit, unit, unit), text, unit), max_size=3).map(tuple),
    st.none() | st.lists(st.builds(Classification, text, unit), max_size=3).map(tuple),
)
records = st.builds(
    Record,
    id=text,
    camera=text,
    captured=st.floats(-1e9, 1e12),
    model=st.builds(ModelIdentity, text, text, text),
    answer=answers,
    frame_id=text,
    reasons=st.lists(st.builds(Reason, text, unit, unit), max_size=3).map(tuple),
    charged_to=text,
    inclusion=unit,
    mime_type=text,
    tags=st.lists(text, max_size=2).map(tuple),
    blurred=st.booleans(),
)


@given(records)
def test_comes_back_as_it_was(record: Record) -> None:
    assert record_from_json(record_to_json(record)) == record


def test_tells_the_value_to_other_readers() -> None:
    assert json.loads(record_to_json(kept(value=0.25).record))["value"] == 0.25


@given(st.integers(0, 600))
def test_a_torn_record_is_refused(length: int) -> None:
    whole = record_to_json(kept().record)
    with pytest.raises(ValueError, match=r".+"):
        record_from_json(whole[: min(length, len(whole) - 1)])


@pytest.mark.parametrize("damaged", ["null", "3", "[]", "{}", '{"id": 1, "answer": null}'])
def test_other_json_is_refused(damaged: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        record_from_json(damaged)
