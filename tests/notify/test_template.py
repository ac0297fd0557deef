from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from driftwatch.notify.message import FIELDS
from driftwatch.notify.template import filled, unknown_fields

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab {}_", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_fields_are_filled_in_at_any_depth_and_names_stay() -> None:
    template = {"to": ["{sensor}@x"], "{text}": {"body": "{cause}: {next_step}", "n": 3, "on": True, "none": None}}
    values = {"sensor": "s", "cause": "less {text}", "next_step": "look", "text": "T"}
    assert filled(template, values) == {
        "to": ["s@x"],
        "{text}": {"body": "less {text}: look", "n": 3, "on": True, "none": None},
    }


def test_each_unknown_field_is_named_once() -> None:
    assert unknown_fields({"a": "{text} {who} {who}", "b": ["{where}", "{ cause }", "{}"]}) == ["who", "where"]


@given(template=JSON)
def test_what_names_no_field_stays_as_it_is(template: Any) -> None:
    assert filled(template, dict.fromkeys(FIELDS, "x")) == template
